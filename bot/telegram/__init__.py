"""The door to Telegram: receives and decodes updates, encodes views as Bot API calls, delivers them."""
