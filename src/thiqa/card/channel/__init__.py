"""Secure channels between a terminal and a card, and the proofs that go through them."""
