"""The templates: what may go outside the 24 hours."""
