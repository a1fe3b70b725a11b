"""Tables that come in: the patients', and those of measured or predicted nodes."""
