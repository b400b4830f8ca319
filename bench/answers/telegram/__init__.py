"""A Bot API held in memory, over HTTP, with as little work as possible: what is measured is the bot."""
