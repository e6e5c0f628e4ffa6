"""A payment provider for trials: takes no money, and causes on demand what a real one can do.

orders.py      makes payments ready, says how far they are, gives money back
paying.py      what the payer does at the page
notifying.py   tells the merchant: again until it is taken, twice, late, or in another order
statement.py   the signed movements of a day, rightly or with a fault
switches.py    the faults that can be switched on
"""
