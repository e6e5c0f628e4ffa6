"""How long a citizen waits on a line that is slow, far and lossy."""
