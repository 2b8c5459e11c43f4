"""A Twilio that speaks HTTP, with a page that looks like a phone: for demo, tests, benchmarks."""
