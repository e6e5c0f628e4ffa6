"""A small public service that asks Thiqa who a citizen is: an example to copy from.

It knows the provider only over HTTP. Read it in this order:

    purpose.py      what the service asks for, and under which law
    provider.py     who the provider is: its metadata and its keys
    client.py       the request that starts a login, and the code that ends it
    callback.py     every check between "the browser is back" and "we know who this is"
    id_token.py     the checks of the ID token
    receipt.py      the proof that this use of an identity is on the record
    routes.py       the pages
"""
