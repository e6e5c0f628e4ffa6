"""Following a log over HTTP: whatever it publishes must be one tree that only grows."""
