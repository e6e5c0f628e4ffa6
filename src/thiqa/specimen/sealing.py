"""A service allowed to have things sealed with the specimen seals."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from thiqa.issuing.seals import Seal, Seals
from thiqa.issuing.seals_writing import with_request, write_seals
from thiqa.pki.specimen_seals import load
from thiqa.specimen.bodies import BODIES


def allow_sealing(file: Path, folder: Path, request: Mapping[str, Any]) -> Seals:
    """Write the operator's file of seals with what a service asks for; return what it says.

    `folder` is that of the specimen seals.
    """
    folder = folder.absolute()
    known = Seals.read(file) if file.is_file() else Seals()
    allowed = with_request(known.stamped_by(load(folder).time_stamp_url), request, _seals(folder))
    write_seals(allowed, file)
    return allowed


def _seals(folder: Path) -> dict[str, Seal]:
    return {
        body.seal: Seal(
            body.seal, {}, folder / f"seal-{body.seal}.pem", str(folder / f"seal-{body.seal}.key")
        )
        for body in BODIES
    }
