"""PIN and PUK: what the card keeps of them."""

import os

from thiqa.card.software.reference_data import new_secret_record


def test_the_card_keeps_no_pin_and_salts_each_one() -> None:
    first, second = (
        new_secret_record("1234", tries=3, cost=8, random_bytes=os.urandom) for _ in range(2)
    )
    assert first.hashed != second.hashed
    assert b"1234" not in first.hashed + first.salt
