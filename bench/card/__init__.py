"""What it costs to read and verify a travel document."""
