"""What has to be done later, and at least once: an outbox in the counter's own database."""
