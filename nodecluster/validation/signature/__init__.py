"""What sets two sides of nodes apart, feature by feature, with intervals and tests that respect the patients."""
