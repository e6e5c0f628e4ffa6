"""The self-test: a provider that makes mistakes on purpose, and a browser that plays along."""
