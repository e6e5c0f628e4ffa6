"""The sandbox of a specimen provider: citizens to choose, and failures that a service meets."""
