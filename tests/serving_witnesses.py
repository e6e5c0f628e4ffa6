"""Witnesses that serve on the loopback, and the policy that asks for them."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from serving import free_port, serving
from thiqa.crypto import KeyDirectory
from thiqa.ledger.keys import NoteSigner
from thiqa.settings import Settings
from thiqa.witness import KnownLog, make_folder, open_folder, witness_app
from world import SpecimenCountry

WITNESSES = 3
QUORUM = 2


@contextmanager
def serving_witnesses(country: SpecimenCountry, folder: Path) -> Iterator[Path]:
    """Serve witnesses that know the country's record; give the file of their policy."""
    origin = Settings().record_origin
    log = NoteSigner(origin, KeyDirectory(country.keys).record_key()).verifier_key
    names, lines = [f"w{number}" for number in range(WITNESSES)], []
    with ExitStack() as stack:
        for name in names:
            port = free_port()
            key = make_folder(folder / name, f"{name}.example")
            opened = stack.enter_context(open_folder(folder / name, country.clock))
            opened.store.add_log(KnownLog(origin, log))
            stack.enter_context(serving(witness_app(opened), port))
            lines.append(f"witness {name} {key.text} http://127.0.0.1:{port}")
        group = f"group q {QUORUM} {' '.join(names)}"
        file = folder / "record.policy"
        file.write_text("\n".join([*lines, group, "quorum q", ""]))
        yield file
