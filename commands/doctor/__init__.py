"""`flask doctor`: what is missing or wrong, in plain words."""
