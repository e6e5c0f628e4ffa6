from pathlib import Path

import pytest

from thiqa.pki.errors import SpecimenError
from thiqa.specimen.population import AUTHORITY_FILE, SpecimenFolder, make_authorities

NOW = 1_800_000_000
URL = "http://127.0.0.1:8403/"


def test_the_authorities_are_made_once_and_trusted(tmp_path: Path) -> None:
    folder, trusted = SpecimenFolder(tmp_path / "specimen"), tmp_path / "authorities"
    first = make_authorities(folder, trusted, now=NOW, ocsp_url=URL)
    second = make_authorities(folder, trusted, now=NOW, ocsp_url=URL)
    assert first.card_ca.certificate == second.card_ca.certificate
    assert b"BEGIN CERTIFICATE" in (trusted / AUTHORITY_FILE).read_bytes()


def test_another_responder_than_the_cards_name_is_refused_with_the_way_out(tmp_path: Path) -> None:
    folder = SpecimenFolder(tmp_path / "specimen")
    make_authorities(folder, tmp_path / "authorities", now=NOW, ocsp_url=URL)
    with pytest.raises(SpecimenError, match=r"8403.*use that port again, or remove the folder"):
        make_authorities(folder, tmp_path / "x", now=NOW, ocsp_url="http://127.0.0.1:9403/")
