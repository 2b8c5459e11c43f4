"""Search: clients, bookings and messages by what an agent remembers of them."""
