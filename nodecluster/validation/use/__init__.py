"""What a prediction is worth in use: at a prevalence, at a threshold of risk, as a risk itself."""
