"""Reports: how fast, from where, and how much."""
