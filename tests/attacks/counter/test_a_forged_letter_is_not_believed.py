"""Step by step of `read_letter`: whoever is not the organisation that we asked."""

from typing import Any

import pytest

from fake_provider import NOW, Clock
from thiqa.base import new_secret
from thiqa.counter.letters import Letter, LetterRefusedError, Writer, read_letter
from thiqa.crypto import Algorithm, Signer, generate_key

US, THEM = "https://counter.example", "https://provider.example"
KIND = "payment+jwt"
SIGNER = Signer(generate_key(Algorithm.ES256))
QUESTION = "fingerprint-of-our-question"


def claims(**changes: Any) -> dict[str, Any]:
    good = {
        "iss": THEM,
        "aud": US,
        "iat": NOW,
        "exp": NOW + 60,
        "jti": new_secret(),
        "in_reply_to": QUESTION,
        "body": {"state": "paid"},
    }
    changed = {**good, **changes}
    return {name: value for name, value in changed.items() if value is not ...}


def read(text: str, in_reply_to: str | None = QUESTION) -> Letter:
    return read_letter(
        text,
        [SIGNER.verification_key],
        kind=KIND,
        sender=THEM,
        recipient=US,
        now=NOW,
        in_reply_to=in_reply_to,
    )


def test_the_good_one_is_read() -> None:
    assert read(SIGNER.sign(claims(), typ=KIND)).body == {"state": "paid"}


def test_1_a_letter_with_the_signature_of_somebody_else() -> None:
    with pytest.raises(LetterRefusedError, match="not signed"):
        read(Signer(generate_key(Algorithm.ES256)).sign(claims(), typ=KIND))


def test_1_a_letter_signed_with_an_algorithm_that_letters_do_not_have() -> None:
    edwards = Signer(generate_key(Algorithm.EDDSA))
    with pytest.raises(LetterRefusedError, match="not signed"):
        read_letter(
            edwards.sign(claims(), typ=KIND),
            [edwards.verification_key],
            kind=KIND,
            sender=THEM,
            recipient=US,
            now=NOW,
            in_reply_to=QUESTION,
        )


@pytest.mark.parametrize("kind", ["refund+jwt", "JWT", "dpop+jwt"])
def test_2_a_letter_of_another_kind(kind: str) -> None:
    with pytest.raises(LetterRefusedError, match="typ"):
        read(SIGNER.sign(claims(), typ=kind))


@pytest.mark.parametrize("sender", ["https://provider.example/", US, None, ...])
def test_3_a_letter_from_somebody_else(sender: object) -> None:
    with pytest.raises(LetterRefusedError, match="iss"):
        read(SIGNER.sign(claims(iss=sender), typ=KIND))


@pytest.mark.parametrize("recipient", ["https://other.example", [US], None, ...])
def test_4_a_letter_for_somebody_else(recipient: object) -> None:
    with pytest.raises(LetterRefusedError, match="aud"):
        read(SIGNER.sign(claims(aud=recipient), typ=KIND))


@pytest.mark.parametrize(
    "times",
    [
        {"iat": NOW + 31, "exp": NOW + 90},
        {"iat": NOW - 90, "exp": NOW - 30},
        {"iat": NOW, "exp": NOW + 86_401},
        {"iat": NOW, "exp": NOW},
        {"iat": ...},
        {"exp": ...},
        {"exp": True},
        {"exp": f"{NOW + 60}"},
    ],
)
def test_5_a_letter_of_another_time(times: dict[str, Any]) -> None:
    with pytest.raises(LetterRefusedError, match=r"iat|exp"):
        read(SIGNER.sign(claims(**times), typ=KIND))


@pytest.mark.parametrize("identifier", ["", 1, "x" * 256, ...])
def test_6_a_letter_without_an_identifier(identifier: object) -> None:
    with pytest.raises(LetterRefusedError, match="jti"):
        read(SIGNER.sign(claims(jti=identifier), typ=KIND))


@pytest.mark.parametrize("answered", ["fingerprint-of-another-question", None, ...])
def test_7_an_answer_to_another_question(answered: object) -> None:
    with pytest.raises(LetterRefusedError, match="in_reply_to"):
        read(SIGNER.sign(claims(in_reply_to=answered), typ=KIND))


def test_7_an_answer_that_nobody_asked_for() -> None:
    with pytest.raises(LetterRefusedError, match="in_reply_to"):
        read(SIGNER.sign(claims(), typ=KIND), in_reply_to=None)


@pytest.mark.parametrize("body", [[], "paid", None, ...])
def test_8_a_letter_without_a_body(body: object) -> None:
    with pytest.raises(LetterRefusedError, match="body"):
        read(SIGNER.sign(claims(body=body), typ=KIND))


def test_a_letter_is_written_so_that_all_this_holds() -> None:
    text = Writer(THEM, SIGNER, Clock()).write(KIND, US, {}, in_reply_to=QUESTION)
    assert read(text).kind == KIND
