"""From features to groups: scaling, correlation filter, K-means, orientation, score, and the model that keeps them."""
