"""Thiqa: an open national trusted third party."""

__version__ = "0.1.0"
