"""Tasks: what only a person can settle, and how it is settled."""
