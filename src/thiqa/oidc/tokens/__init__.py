"""What was granted becomes tokens, and what tokens open: bound to their sender, revocable."""
