"""Bookings: sold, looked at, changed, and paid for."""
