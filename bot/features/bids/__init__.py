"""Providers' offers entered and compared in the chat."""
