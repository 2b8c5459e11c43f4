"""Money of bookings: what is owed, what came, what went back, and the books."""
