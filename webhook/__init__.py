"""Twilio speaks to us: verify, translate, record, answer; and the spool for when the database is away."""
