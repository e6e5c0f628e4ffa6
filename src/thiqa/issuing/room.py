"""What issuing is given."""

from collections.abc import Mapping
from dataclasses import dataclass

from thiqa.base import Database
from thiqa.issuing.making import Maker
from thiqa.issuing.models import Form
from thiqa.issuing.seals import Seals
from thiqa.issuing.store import Records
from thiqa.ledger.receipts import Receipts
from thiqa.oidc.provider import Provider


@dataclass(frozen=True, slots=True)
class Room:
    """The provider, the storage, the record's receipts, the operator's file, and who makes."""

    provider: Provider
    database: Database[Records]
    receipts: Receipts
    seals: Seals
    makers: Mapping[Form, Maker]
