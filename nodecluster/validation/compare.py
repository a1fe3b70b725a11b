"""Two or more predictions of the same nodes against each other."""
