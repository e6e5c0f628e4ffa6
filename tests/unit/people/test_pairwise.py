import hashlib
import hmac

from hypothesis import given
from hypothesis import strategies as st

from thiqa.base import b64url_decode
from thiqa.people import pairwise_subject

SECRET = bytes(range(32))
NAMES = st.text(st.characters(codec="ascii", exclude_characters="\n"), min_size=1)


def test_a_person_has_one_identifier_in_a_sector() -> None:
    subject = pairwise_subject(SECRET, "taxes.example", "person-1")
    assert subject == pairwise_subject(SECRET, "taxes.example", "person-1")
    expected = hmac.new(SECRET, b"taxes.example\nperson-1", hashlib.sha256).digest()
    assert b64url_decode(subject) == expected


@given(NAMES, NAMES, NAMES)
def test_sectors_persons_and_secrets_keep_identifiers_apart(
    sector: str, other_sector: str, person_id: str
) -> None:
    subject = pairwise_subject(SECRET, sector, person_id)
    assert (subject == pairwise_subject(SECRET, other_sector, person_id)) == (
        sector == other_sector
    )
    assert subject != pairwise_subject(SECRET, sector, person_id + "x")
    assert subject != pairwise_subject(bytes(32), sector, person_id)
