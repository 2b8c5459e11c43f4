"""What `make bench` and an operator of the tests run: speed as ratios, and long runs under fire."""
