"""The public-service counter: a relying party like any other, and an example to copy from.

It is a process of its own with its own database, and knows the provider over HTTP alone. A room
is a folder: its pages, what it keeps (`store.py`), and the tasks that it does later. Who may
import whom is in `.importlinter`, and in `docs/architecture.md`. How a login works, in this order:

    identity/provider.py    who the provider is: its metadata and its keys
    identity/client.py      the request that starts a login, and the code that ends it
    identity/callback.py    every check between "the browser is back" and "we know who this is"
    identity/id_token.py    the checks of the ID token
    identity/receipt.py     the proof that this use of an identity is on the record
    identity/pages.py       the pages
"""
