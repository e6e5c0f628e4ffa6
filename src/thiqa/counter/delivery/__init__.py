"""What was granted: a document that the provider has sealed, or an answer for one recipient."""
