"""The life of a request, and the citizen's pages for it.

life.py         the table of steps, and the tasks that they leave
by_citizen.py   open a draft, keep what is typed, submit, withdraw, contest
by_clerk.py     take a file, decide, approve, ask back
by_others.py    assessed, paid, answered, booked, delivered: for the rooms that know
deadlines.py    the law's time
"""
