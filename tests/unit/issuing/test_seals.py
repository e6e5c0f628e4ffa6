"""The operator's file of seals, and what is wrong with one, with its place."""

from pathlib import Path

import pytest

from thiqa.issuing.errors import SealsFileError
from thiqa.issuing.models import Form
from thiqa.issuing.seals import Seals

GOOD = """
[time_stamps]
url = "http://127.0.0.1:8403/tsa"

[trust]
former = ["dgsn-2024.pem"]

[[seal]]
id = "dgsn"
name = { ar = "المديرية", fr = "Direction", zgh = "ⵜⴰⵎⵀⵍⴰ", en = "Directorate" }
certificate = "dgsn.pem"
key = "dgsn.key"

[[seal]]
id = "court"
name = { ar = "المحكمة", fr = "Tribunal", zgh = "ⵜⴰⵙⵏⴱⴹⴰⵢⵜ", en = "Court" }
certificate = "court.pem"
key = "pkcs11:token=thiqa;object=court"

[[service]]
client_id = "counter"
seal = "dgsn"
documents = ["fiche-anthropometrique"]

[[service]]
client_id = "counter"
seal = "court"
answers = ["no-relevant-entry"]
"""


def read(folder: Path, text: str) -> Seals:
    file = folder / "seals.toml"
    file.write_text(text)
    return Seals.read(file)


def test_the_file_says_whose_seals_there_are_and_who_may_have_what_sealed(tmp_path: Path) -> None:
    seals = read(tmp_path, GOOD)
    assert seals.time_stamps == "http://127.0.0.1:8403/tsa"
    assert seals.seals["dgsn"].certificate == tmp_path / "dgsn.pem"
    assert seals.seals["dgsn"].key == str(tmp_path / "dgsn.key")
    assert seals.trusted.former == (tmp_path / "dgsn-2024.pem",)
    assert seals.trusted.revoked == ()
    assert seals.seals["dgsn"].is_in_a_file
    assert not seals.seals["court"].is_in_a_file
    assert seals.seals["court"].key == "pkcs11:token=thiqa;object=court"
    assert seals.allows("counter", "dgsn", Form.DOCUMENT, "fiche-anthropometrique")
    assert seals.allows("counter", "court", Form.ANSWER, "no-relevant-entry")


def test_what_is_not_said_is_not_allowed(tmp_path: Path) -> None:
    seals = read(tmp_path, GOOD)
    assert not seals.allows("counter", "dgsn", Form.ANSWER, "fiche-anthropometrique")
    assert not seals.allows("counter", "court", Form.DOCUMENT, "fiche-anthropometrique")
    assert not seals.allows("other", "dgsn", Form.DOCUMENT, "fiche-anthropometrique")
    assert not Seals().allows("counter", "dgsn", Form.DOCUMENT, "fiche-anthropometrique")


@pytest.mark.parametrize(
    ("before", "after", "place"),
    [
        ('id = "court"', 'id = "dgsn"', "seal 2.id"),
        ('id = "dgsn"', 'id = "DGSN"', "seal 1.id"),
        (', en = "Court"', "", "seal 2.name"),
        ('en = "Court"', 'en = "Суд"', "seal 2.name"),
        ('en = "Court"', "en = 7", "seal 2.name"),
        ('certificate = "dgsn.pem"', "", "seal 1.certificate"),
        ('key = "dgsn.key"', 'key = ""', "seal 1.key"),
        ('client_id = "counter"', 'client_id = "A counter"', "service 1.client_id"),
        ('seal = "dgsn"', 'seal = "tax"', "service 1.seal"),
        ('seal = "court"', 'seal = "dgsn"', "service 2"),
        ("answers", "questions", "service: 'questions'"),
        ('["no-relevant-entry"]', '"no-relevant-entry"', "service 2.answers"),
        ('["no-relevant-entry"]', "[]", "service 2: it allows nothing"),
        ("[time_stamps]", "[stamps]", "'stamps'"),
        ('"http://127', '"ftp://127', "time_stamps.url"),
        ('["dgsn-2024.pem"]', '"dgsn-2024.pem"', "trust.former"),
        ("former", "older", "trust: 'older'"),
        ("[[seal]]", "[seal", "line"),
    ],
)
def test_a_fault_is_named_with_its_place(
    tmp_path: Path, before: str, after: str, place: str
) -> None:
    assert before in GOOD
    with pytest.raises(SealsFileError) as caught:
        read(tmp_path, GOOD.replace(before, after, 1))
    assert "seals.toml" in str(caught.value)
    assert place in str(caught.value)


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(SealsFileError, match=r"nowhere\.toml"):
        Seals.read(tmp_path / "nowhere.toml")
