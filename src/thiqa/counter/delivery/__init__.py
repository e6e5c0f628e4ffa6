"""What was granted reaches the citizen: asked for at the provider, and kept."""
