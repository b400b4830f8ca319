"""The only door to aiogram: updates in (receive, decode), Bot API calls out (screens, encode, deliver)."""
