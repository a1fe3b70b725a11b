"""One file a command, one function in it: the recipe, top to bottom. Each returns a ``Run``; ``saving`` writes it."""
