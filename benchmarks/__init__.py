"""What `make bench` runs, as ratios from one run; and the long runs under fire, soak and kills."""
