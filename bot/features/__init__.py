"""One package for each capability of the bot; each exports one FEATURE in its `feature.py`."""
