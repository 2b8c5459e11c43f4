"""The verbs of messages."""
