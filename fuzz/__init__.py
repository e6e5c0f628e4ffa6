"""Hostile inputs for everything that reads what a chip, a card or a state has written."""
