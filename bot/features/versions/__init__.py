"""Knows versions and amendments in the chat: freezing, applying, approving."""
