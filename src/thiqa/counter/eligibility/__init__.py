"""Yes or no from another body, instead of a document: asked in the citizen's name, and signed."""
