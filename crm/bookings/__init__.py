"""Bookings: the machine of their states, and every step of it."""
