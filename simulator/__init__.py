"""A Twilio that speaks HTTP, with a phone page: for the demo, the tests and the benchmarks."""
