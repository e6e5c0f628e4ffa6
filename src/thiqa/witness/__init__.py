"""A witness (C2SP tlog-witness): it has seen one history of a log, and says so to everybody.

It runs at somebody else than the log. Read it in this order:

    request.py    what a log sends
    witness.py    the steps from there to a cosignature
    models.py     logs, what was seen of them, and forks
    store.py      what the witness has seen: durable before anything is signed
    folder.py     the key and the file of a witness, made together
    app.py        HTTP
"""

from thiqa.witness.app import witness_app
from thiqa.witness.errors import RefusedError, WitnessError, WitnessFolderError
from thiqa.witness.folder import OpenWitness, make_folder, open_folder
from thiqa.witness.models import KnownLog, hash_origin
from thiqa.witness.witness import Witness

__all__ = [
    "KnownLog",
    "OpenWitness",
    "RefusedError",
    "Witness",
    "WitnessError",
    "WitnessFolderError",
    "hash_origin",
    "make_folder",
    "open_folder",
    "witness_app",
]
