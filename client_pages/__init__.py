"""Clients read and pay: pages behind a link, without signing in."""
