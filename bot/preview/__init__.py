"""The preview: a local Telegram that speaks the Bot API to the unchanged bot and shows it in a browser.

It listens on 127.0.0.1 only and keeps everything in memory.
"""
