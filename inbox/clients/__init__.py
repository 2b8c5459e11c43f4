"""Clients and their leads: who they are, what they want, and the first word to them."""
