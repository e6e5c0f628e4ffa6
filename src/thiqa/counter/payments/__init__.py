"""Fees and taxes: what is due, the way to pay it once, and the daily comparison of both books."""
