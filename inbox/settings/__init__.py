"""The operator's settings, the team's, and one's own."""
