"""Processes that stand in for the other organisations that the counter works with.

payments/   a payment provider, with a page to pay at, and every trouble that one can make
bodies/     a tax body and a social register, which answer questions about specimen citizens
"""
