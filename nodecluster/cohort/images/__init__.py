"""Image files: one reader a format, all of them giving an ``ImageFile``."""
