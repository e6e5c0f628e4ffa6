"""A tax body and a social register for trials: they answer about specimen citizens alone.

people.json    what they know, by national number
answering.py   what they answer
pages.py       the switch for everything that can go wrong
"""
