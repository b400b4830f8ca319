"""Knows how providers' offers are entered and compared in the chat."""
