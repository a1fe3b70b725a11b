"""What the commands say on the terminal: plain text."""
