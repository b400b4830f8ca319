"""A local Telegram: serves the Bot API to the unchanged bot and shows the chats in a browser.
It listens on 127.0.0.1 only and keeps everything in memory.
"""
