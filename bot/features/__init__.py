"""One package for each capability of the bot."""
