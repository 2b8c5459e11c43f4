"""What an operator types: the `flask …` commands."""
