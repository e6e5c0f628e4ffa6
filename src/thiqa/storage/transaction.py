"""What a unit of work is given: one store for each domain.

To add a domain: write its `store.py` (a Protocol), a class in `storage/<domain>.py` whose
methods await statements, a migration, a line in `purge` if something expires, and a line here.
"""

from thiqa.storage.audit import AuditStore
from thiqa.storage.console import ConsoleStore
from thiqa.storage.disputes import DisputesStore
from thiqa.storage.findings import FindingsStore
from thiqa.storage.issuing import IssuingStore
from thiqa.storage.ledger import LedgerStore
from thiqa.storage.ledger_archive import LedgerArchive
from thiqa.storage.login import LoginStore
from thiqa.storage.officers import OfficersStore
from thiqa.storage.oidc import OidcStore
from thiqa.storage.people import PeopleStore
from thiqa.storage.reconciliation import ReconciliationStore
from thiqa.storage.relinking import RelinkingStore
from thiqa.storage.sandbox import SandboxStore


class Transaction:
    """The stores of all domains; they keep nothing, so one transaction serves every unit."""

    __slots__ = (
        "archive",
        "audit",
        "console",
        "disputes",
        "findings",
        "issuing",
        "ledger",
        "login",
        "officers",
        "oidc",
        "people",
        "reconciliation",
        "relinking",
        "sandbox",
    )

    def __init__(self) -> None:
        self.archive = LedgerArchive()
        self.audit = AuditStore()
        self.console = ConsoleStore()
        self.disputes = DisputesStore()
        self.findings = FindingsStore()
        self.issuing = IssuingStore()
        self.ledger = LedgerStore()
        self.login = LoginStore()
        self.officers = OfficersStore()
        self.oidc = OidcStore()
        self.people = PeopleStore()
        self.reconciliation = ReconciliationStore()
        self.relinking = RelinkingStore()
        self.sandbox = SandboxStore()
