"""Believing a document: what is signed, who signed it, and the one verdict."""
