"""What the reports count: answers, leads, money and reminders of a month."""
