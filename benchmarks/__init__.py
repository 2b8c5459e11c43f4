"""What `make bench` runs: ratios from one interleaved run, so that the machine cancels out."""
