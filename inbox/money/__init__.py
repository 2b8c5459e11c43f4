"""Money: amounts in words, and the bank's statements."""
