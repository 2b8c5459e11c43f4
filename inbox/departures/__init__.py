"""Departures and the tours they are of: the calendar, the groups, and whole groups changed."""
