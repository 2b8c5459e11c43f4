"""`flask bookings …`: every step of a booking, from the quote to the end of the trip."""
