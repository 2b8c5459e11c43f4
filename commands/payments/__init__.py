"""`flask payments …`: money of bookings, in, back, and by when."""
