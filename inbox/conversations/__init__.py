"""Conversations: the list, one of them, and what an agent does in it."""
