"""What comes in: the patients' table, the files that belong to it, and one reader a format."""
