"""The business. It knows no web, queue, HTTP, environment or clock."""
