"""Two classifications of the same patients or nodes against each other."""
