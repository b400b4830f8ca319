"""The bot as a real process on a local Bot API server that misbehaves on command: what people notice, counted."""
