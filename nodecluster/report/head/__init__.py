"""The first screen: the question, the answer, and whether it can be trusted."""
