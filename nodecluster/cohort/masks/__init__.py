"""Node masks: the files that hold them, one reader a format, and the ids of the nodes."""
