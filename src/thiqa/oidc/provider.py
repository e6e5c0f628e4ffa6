"""What every endpoint of the provider is given."""

from dataclasses import dataclass, field

from thiqa.base import Clock, Database
from thiqa.crypto import KeyRing
from thiqa.ledger.recorder import Recorder
from thiqa.oidc.clients.directory import ClientDirectory
from thiqa.oidc.federation.own_configuration import OwnConfiguration
from thiqa.oidc.journal import Journal, NoJournal
from thiqa.oidc.models import Policy
from thiqa.oidc.store import Records
from thiqa.oidc.tokens.dpop_nonce import DpopNonces
from thiqa.pki.anchors import TrustAnchors
from thiqa.web.client_certificate import ClientCertificates


@dataclass(frozen=True, slots=True)
class Provider:
    """The provider: its policy, storage, keys, clients, record and clock.

    `certificates` says where a client's TLS certificate comes from, and `client_authorities`
    who may stand behind one.
    """

    policy: Policy
    database: Database[Records]
    keys: KeyRing
    clients: ClientDirectory
    pairwise_secret: bytes
    recorder: Recorder
    record_key: str
    clock: Clock
    nonces: DpopNonces
    certificates: ClientCertificates
    client_authorities: TrustAnchors | None
    entity: OwnConfiguration | None = None
    """What the provider says of itself in a federation, if it is in one."""
    journal: Journal = field(default_factory=NoJournal)
    """Where refusals are noted for the developers of the services concerned."""
