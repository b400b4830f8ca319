"""The review as a conversation: opened, put off, closed, its rhythm."""
