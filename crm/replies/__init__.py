"""What clients answer to the messages of their bookings: read, tied to a booking, acted upon."""
