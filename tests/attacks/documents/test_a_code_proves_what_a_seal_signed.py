"""One attack for each step of `verify_code`, and other spellings of what a seal has signed."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import cbor2
import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256

from sheets import AT
from sheets_of_bodies import BODY, ROWS, SoftwareSeal, body_seal, four, new_seal, row, sheet_of
from thiqa.documents import (
    CodeError,
    CodeIssuerError,
    CodeMalformedError,
    CodePeriodError,
    CodeSealRevokedError,
    CodeSealUnknownError,
    CodeSignatureError,
    CodeTrust,
    Plain,
    sign_code,
    thumbprint_of,
    trust_seals,
    verify_code,
)
from thiqa.web import Language

SEAL = body_seal()
TRUST = trust_seals([SEAL.certificate])
CODE = sign_code(sheet_of(), SEAL)
PROTECTED, _, PAYLOAD, SIGNATURE = cbor2.loads(CODE).value
CLAIMS = cbor2.loads(PAYLOAD)
ES256 = ec.ECDSA(SHA256())


def cose(protected: bytes, unprotected: Any, payload: Any, signature: bytes) -> bytes:
    """Return a COSE_Sign1 of whatever is in it."""
    return cbor2.dumps(cbor2.CBORTag(18, [protected, unprotected, payload, signature]))


def signed(claims: Any, *, protected: bytes = PROTECTED, payload: bytes | None = None) -> bytes:
    """Return claims as the seal would sign them, if it signed anything."""
    payload = cbor2.dumps(claims, canonical=True) if payload is None else payload
    structure = cbor2.dumps(["Signature1", protected, b"", payload])
    return cose(protected, {}, payload, SEAL.sign(structure))


def verify(data: bytes, trust: CodeTrust = TRUST, *, now: int = AT) -> Any:
    return verify_code(data, trust, now=now)


def test_the_attacks_begin_with_a_code_that_holds() -> None:
    assert verify(signed(CLAIMS)).code == verify(CODE).code


def test_1_every_byte_counts() -> None:
    for at in range(len(CODE)):
        for bit in (1, 0x80):
            changed = CODE[:at] + bytes([CODE[at] ^ bit]) + CODE[at + 1 :]
            with pytest.raises(CodeError):
                verify(changed)


def test_1_a_piece_of_a_code_is_none() -> None:
    for end in range(len(CODE)):
        with pytest.raises(CodeMalformedError):
            verify(CODE[:end])


OTHER_SPELLINGS: dict[str, Callable[[], bytes]] = {
    "bytes after it": lambda: CODE + b"\0",
    "no tag": lambda: CODE[1:],
    "another tag": lambda: b"\xd1" + CODE[1:],
    "a long tag": lambda: b"\xd8\x12" + CODE[1:],
    "the tag of a token around it": lambda: b"\xd8\x3d" + CODE,
    "a list of no fixed length": lambda: b"\xd2\x9f" + CODE[2:] + b"\xff",
    "a long length": lambda: b"\xd2\x98\x04" + CODE[2:],
    "something that is not signed": lambda: cose(PROTECTED, {4: b"me"}, PAYLOAD, SIGNATURE),
    "no payload": lambda: cose(PROTECTED, {}, None, SIGNATURE),
    "a long signature": lambda: cose(PROTECTED, {}, PAYLOAD, SIGNATURE + b"\0"),
    "a DER signature": lambda: cose(PROTECTED, {}, PAYLOAD, SEAL.key.sign(b"", ES256)),
    "another algorithm": lambda: signed(CLAIMS, protected=_header({1: -35})),
    "an algorithm of MAC": lambda: signed(CLAIMS, protected=_header({1: 5})),
    "something critical": lambda: signed(CLAIMS, protected=_header({2: [1]})),
    "another hash": lambda: signed(CLAIMS, protected=_header({34: [-43, b"x" * 32]})),
    "a short thumbprint": lambda: signed(CLAIMS, protected=_header({34: [-16, b"x" * 8]})),
    "claims in another order": lambda: signed(
        0, payload=cbor2.dumps(dict(reversed(CLAIMS.items())))
    ),
    "a claim twice": lambda: signed(0, payload=b"\xa6\x04\x1a\x7f\xff\xff\xff" + PAYLOAD[1:]),
    "a claim of others": lambda: signed({**CLAIMS, 2: "somebody"}),
    "a member of others": lambda: signed({**CLAIMS, -65537: {**CLAIMS[-65537], 9: 1}}),
    "a tag inside": lambda: signed({**CLAIMS, 1: cbor2.CBORTag(32, BODY)}),
    "a regular expression": lambda: signed({**CLAIMS, 1: cbor2.CBORTag(35, "(a+)+$")}),
    "a cycle": lambda: signed(0, payload=b"\xd8\x1c\x81\xd8\x1d\x00"),
    "a number as text": lambda: signed({**CLAIMS, 6: str(AT)}),
    "a truth as a time": lambda: signed({**CLAIMS, 6: True}),
    "a fraction as a time": lambda: signed({**CLAIMS, 6: AT + 0.5}),
    "a time before all": lambda: signed({**CLAIMS, 6: -1}),
    "a time after all": lambda: signed({**CLAIMS, 4: 2**63}),
    "nothing as an end": lambda: signed({**CLAIMS, 4: None}),
    "no holder": lambda: signed({**CLAIMS, -65537: {**CLAIMS[-65537], 3: [None, None]}}),
    "a hidden character": lambda: signed(
        {**CLAIMS, -65537: {**CLAIMS[-65537], 2: {"fr": "\u202e"}}}
    ),
    "an unknown language": lambda: signed({**CLAIMS, -65537: {**CLAIMS[-65537], 2: {"de": "x"}}}),
    "an unknown kind": lambda: signed(
        {**CLAIMS, -65537: {**CLAIMS[-65537], 4: [[{"fr": "x"}, [9, "x"]]]}}
    ),
    "a month that is none": lambda: signed(
        {**CLAIMS, -65537: {**CLAIMS[-65537], 4: [[{"fr": "x"}, [3, "1990-13"]]]}}
    ),
    "a short digest": lambda: signed({**CLAIMS, -65537: {**CLAIMS[-65537], 5: b"x"}}),
    "no claims": lambda: signed([]),
    "too deep": lambda: signed(0, payload=b"\x81" * 100 + b"\0"),
    "a length without its bytes": lambda: signed(0, payload=b"\x5b\x7f" + b"\xff" * 7),
    "too large": lambda: signed({**CLAIMS, 1: "x" * 2_400}),
    "nothing": lambda: b"",
}


def _header(changes: dict[int, Any]) -> bytes:
    return cbor2.dumps({**cbor2.loads(PROTECTED), **changes}, canonical=True)


@pytest.mark.parametrize("spelling", OTHER_SPELLINGS.values(), ids=OTHER_SPELLINGS)
def test_1_even_the_seal_has_one_spelling(spelling: Callable[[], bytes]) -> None:
    with pytest.raises(CodeMalformedError):
        verify(spelling())


def test_2_a_seal_that_is_not_trusted() -> None:
    stranger = new_seal(BODY)
    with pytest.raises(CodeSealUnknownError):
        verify(sign_code(sheet_of(), stranger))
    with pytest.raises(CodeSealUnknownError):
        verify(CODE, trust_seals([]))


def test_2_a_key_of_another_curve() -> None:
    seal = new_seal(BODY, curve=ec.SECP256K1())
    data = sign_code(sheet_of(), SoftwareSeal(seal.certificate, SEAL.key))
    with pytest.raises(CodeSealUnknownError, match="P-256"):
        verify(data, trust_seals([seal.certificate]))


def test_3_another_key_under_the_name_of_a_seal() -> None:
    forged = SoftwareSeal(SEAL.certificate, new_seal(BODY).key)
    with pytest.raises(CodeSignatureError):
        verify(sign_code(sheet_of(), forged))


@pytest.mark.parametrize("signature", [bytes(64), b"\xff" * 64, SIGNATURE[32:] + SIGNATURE[:32]])
def test_3_a_signature_that_is_none(signature: bytes) -> None:
    with pytest.raises(CodeSignatureError):
        verify(cose(PROTECTED, {}, PAYLOAD, signature))


def test_3_the_signature_of_another_document() -> None:
    rows = [ROWS[0], row("result", ROWS[0]["label"], {"text": "x"}, essential=True)]
    other = cbor2.loads(sign_code(sheet_of(rows=rows), SEAL)).value
    with pytest.raises(CodeSignatureError):
        verify(cose(PROTECTED, {}, other[2], SIGNATURE))


def test_4_a_seal_that_was_revoked() -> None:
    with pytest.raises(CodeSealRevokedError):
        verify(CODE, trust_seals([], revoked=[SEAL.certificate]))
    with pytest.raises(CodeSealRevokedError):
        verify(CODE, trust_seals([SEAL.certificate], revoked=[SEAL.certificate]))


def test_4_a_revoked_seal_is_named_only_for_what_it_signed() -> None:
    forged = sign_code(sheet_of(), SoftwareSeal(SEAL.certificate, new_seal(BODY).key))
    with pytest.raises(CodeSignatureError):
        verify(forged, trust_seals([], revoked=[SEAL.certificate]))


def test_5_the_seal_of_one_body_under_the_name_of_another() -> None:
    with pytest.raises(CodeIssuerError):
        verify(signed({**CLAIMS, 1: "Tribunal de première instance"}))


def test_6_a_code_from_the_future() -> None:
    assert verify(CODE, now=AT - 300)
    with pytest.raises(CodePeriodError):
        verify(CODE, now=AT - 301)


@pytest.mark.parametrize("days", [1, -4 * 365])
def test_6_a_code_from_when_its_seal_was_not_valid(days: int) -> None:
    begins = datetime.fromtimestamp(AT, UTC) + timedelta(days=days)
    seal = new_seal(BODY, begins=begins)
    with pytest.raises(CodePeriodError):
        verify(sign_code(sheet_of(), seal), trust_seals([seal.certificate]))


def test_a_code_outlives_the_certificate_of_its_seal() -> None:
    """What it says of the past stays true; its own end is in it."""
    assert verify(CODE, now=AT + 20 * 365 * 86_400).code.valid_until == sheet_of().valid_until


def test_trust_is_in_the_whole_certificate() -> None:
    assert set(TRUST.seals) == {thumbprint_of(SEAL.certificate)}


def test_a_long_entry_takes_no_place_from_what_a_body_says() -> None:
    """Else a citizen could write so much that the result is on the paper alone, and alter it."""
    label, long_text = ROWS[0]["label"], "ⵣ" * 2_000
    entries = [{"text": long_text}, {"latin": long_text, "arabic": "س" * 4_000}]
    rows = [row(f"r{at}", label, each, essential=True) for at, each in enumerate(entries)]
    result = row("result", label, {"text": "Néant"}, essential=True)
    statement = four(*[f"\u2068{long_text}\u2069: Néant"] * 4)
    name = {"latin": "W" * 200, "arabic": "س" * 200}
    sheet = sheet_of(holder=name, rows=[*rows, result], statements=[statement])
    facts = [fact.value for fact in verify(sign_code(sheet, SEAL)).code.facts]
    assert facts[0] == Plain("ⵣ" * 79 + "…")
    assert facts[2] == Plain("Néant")
    assert facts[3].shown(Language.FR) == "ⵣ" * 39 + "…: Néant"
