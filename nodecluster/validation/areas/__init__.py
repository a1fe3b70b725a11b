"""ROC curves, the areas under them, and the intervals of these areas."""
