"""The Bot API as the local Telegram serves it: its methods, what they take and what they refuse."""
