"""What every endpoint of the provider is given."""

from dataclasses import dataclass

from thiqa.base import Clock, Database
from thiqa.crypto import KeyRing
from thiqa.ledger.recorder import Recorder
from thiqa.oidc.clients import ClientDirectory
from thiqa.oidc.models import Policy
from thiqa.oidc.store import Records


@dataclass(frozen=True, slots=True)
class Provider:
    """The provider: its policy, storage, keys, clients, record and clock."""

    policy: Policy
    database: Database[Records]
    keys: KeyRing
    clients: ClientDirectory
    pairwise_secret: bytes
    recorder: Recorder
    record_key: str
    clock: Clock
