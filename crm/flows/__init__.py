"""The flows: for each message of a booking, whether it may still go, its values, its hours."""
