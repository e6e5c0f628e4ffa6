"""The clerks' side of the counter.

enrolment.py   how a person becomes a clerk, and stops being one
clerks.py      who is at the desk, and what they may see
files.py       what a clerk does with a request, and what is never possible
routes.py      the pages
"""
