import asyncio
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from relinking_office import APPROVER, ASKER, CITIZEN, FROM, NOON, REASON, TO, furnish
from thiqa.base import ThiqaError, system_clock
from thiqa.cli.receipt import NO_WITNESS_ASKED
from thiqa.crypto import KeyDirectory
from thiqa.ledger.keys import NoteSigner
from thiqa.ledger.policy import LogPolicy
from thiqa.ledger.publisher import Publisher
from thiqa.ledger.sequencer import Sequencer
from thiqa.people import give_subject, pairwise_subject
from thiqa.settings import Settings
from thiqa.storage import Transaction, open_database
from unit.cli.conftest import Call

NUMBERS = {CITIZEN: "ZZ0", ASKER: "ZZ1", APPROVER: "ZZ2"}
Publish = Callable[[], None]


@pytest.fixture
def secret(tmp_path: Path, sqlite_url: str) -> bytes:
    """The secret of a provider that knows officers, services and a citizen."""
    keys = KeyDirectory(tmp_path / "data" / "keys")
    keys.ensure(NOON)
    secret = keys.secret("pairwise")

    async def unit(records: Transaction) -> None:
        await furnish(records)
        await give_subject(records, secret, FROM, CITIZEN)

    async def main() -> None:
        async with open_database(sqlite_url) as database:
            await database.run(unit)

    asyncio.run(main())
    return secret


@pytest.fixture
def publish(tmp_path: Path, sqlite_url: str) -> Publish:
    """Does what sequencer and publisher of the provider do while it serves."""

    async def main() -> None:
        keys = KeyDirectory(tmp_path / "data" / "keys")
        signer = NoteSigner(Settings().record_origin, keys.record_key())
        async with open_database(sqlite_url) as database:
            key = signer.verifier_key
            await Sequencer(database, signer, [key]).integrate()
            await Publisher(database, LogPolicy.of_log(key), system_clock).publish()

    return lambda: asyncio.run(main())


def test_two_officers_at_two_keyboards(
    call: Call, secret: bytes, publish: Publish, tmp_path: Path
) -> None:
    asked = call(*_question(secret))
    assert asked.exit_code == 0, asked.stderr
    identifier, fingerprint = re.findall(r": (\S+)", asked.stdout)
    shown = call("relink", "list").stdout
    for part in (identifier, fingerprint, REASON, FROM, TO, "ZZ1", "asked", "nobody"):
        assert part in shown
    approved = call("relink", "approve", identifier, fingerprint, "--officer", "ZZ2")
    assert approved.exit_code == 0, approved.stderr
    assert "approved by ZZ2" in call("relink", "list").stdout
    publish()
    receipt = tmp_path / "receipt.txt"
    question = ("relink", "answer", identifier, "--officer", "ZZ1", "--receipt", receipt)
    assert call(*question).stdout == f"{pairwise_subject(secret, TO, CITIZEN)}\n"
    keys = KeyDirectory(tmp_path / "data" / "keys")
    signer = NoteSigner(Settings().record_origin, keys.record_key())
    checked = call("receipt", "verify", receipt, "--key", signer.verifier_key.text)
    assert checked.exit_code == NO_WITNESS_ASKED
    assert "relinking" in checked.stdout
    assert call(*question).exit_code != 0


def test_a_refusal_leaves_no_file_and_says_why(call: Call, secret: bytes, tmp_path: Path) -> None:
    asked = call(*_question(secret))
    identifier, fingerprint = re.findall(r": (\S+)", asked.stdout)
    alone = call("relink", "approve", identifier, fingerprint, "--officer", "ZZ1")
    assert "who asks does not approve" in str(alone.exception)
    for start in ("-", "--"):
        other = call("relink", "approve", identifier, f"{start}{fingerprint}", "--officer", "ZZ2")
        assert isinstance(other.exception, ThiqaError), "a hash is no option, however it begins"
    receipt = tmp_path / "receipt.txt"
    question = ("relink", "answer", identifier, "--officer", "ZZ1", "--receipt", receipt)
    assert call(*question).exit_code != 0
    assert not receipt.exists()
    receipt.touch()
    assert "cannot be written" in call(*question).stderr


def _question(secret: bytes) -> list[str]:
    subject = pairwise_subject(secret, FROM, CITIZEN)
    asked = {"officer": "ZZ1", "from": FROM, "subject": subject, "to": TO, "reason": REASON}
    return ["relink", "ask", *(f"--{name}={text}" for name, text in asked.items())]
