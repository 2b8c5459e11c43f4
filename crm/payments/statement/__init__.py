"""A bank statement comes in: read, matched with bookings, shown, and applied."""
