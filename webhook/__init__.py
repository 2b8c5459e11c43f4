"""Twilio speaks to us: verify, translate, record, answer; and the spool for a database away."""
