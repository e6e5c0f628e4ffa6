"""Messages that say that something waits, and nothing about whom or what.

addresses.py   what citizens type, brought into one form
contacts.py    an address counts once a code that was sent there came back
texts.py       what a message says
carriers.py    who takes it: spool.py, smtp.py, text_message.py
sending.py     the task that sends, again and again until it is done
routes.py      the citizen's page
"""
