"""Payment reminders: planned as rows, decided when they are due."""
