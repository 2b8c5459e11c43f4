"""The road of a message: receive, compose, claim, conclude, report, settle."""
