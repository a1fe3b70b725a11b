"""The nodes themselves: pictures, what drove a score, which node decides, where nodes lie, whom the model got wrong."""
