"""`make demo`: the whole product on embedded parts, on this machine only."""
