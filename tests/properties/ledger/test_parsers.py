"""Parsers of the record: what they read they write again, and nothing makes them crash."""

from contextlib import suppress

from hypothesis import example, given, settings
from hypothesis import strategies as st

from specimen_log import NOON, MemoryLog, log_of, one_of_each_kind, signer
from thiqa.ledger.checkpoint import parse_checkpoint_body, verify_checkpoint
from thiqa.ledger.entry import open_entry, parse_leaf, parse_opening, seal_entry
from thiqa.ledger.errors import FormatError, LedgerError, VerificationError
from thiqa.ledger.event_fields import Claims
from thiqa.ledger.events import Kind, Release
from thiqa.ledger.keys import VerifierKey
from thiqa.ledger.models import first_entry_id
from thiqa.ledger.note import open_note, parse_note, sign_note
from thiqa.ledger.policy import LogPolicy
from thiqa.ledger.promise import Promiser, verify_promise
from thiqa.ledger.receipt import Receipt, format_receipt, parse_receipt, verify_receipt

KEY = signer().verifier_key
RECEIPT = log_of(5).receipt(2)
LEAF, OPENING = log_of(1).entries[0].leaf, log_of(1).entries[0].opening

PROMISE = Promiser(signer(), lambda: NOON).promise(first_entry_id(NOON), LEAF, OPENING).text

LINES = st.text(st.characters(blacklist_categories=["Cs", "Cc"]), min_size=1, max_size=20)
HASHES = st.binary(min_size=32, max_size=32)
PIECES = st.sampled_from([*RECEIPT.split("\n"), "\n", "\n\n", "extra ", "index ", "\u2014 "])
NEARLY_RECEIPTS = st.lists(PIECES | st.text(max_size=5), max_size=20).map("\n".join)


@given(text=st.text() | NEARLY_RECEIPTS)
@example(RECEIPT)
@settings(max_examples=300)
def test_any_text_is_a_receipt_or_is_refused(text: str) -> None:
    with suppress(FormatError):
        assert format_receipt(parse_receipt(text)) == text
    with suppress(LedgerError):
        assert verify_receipt(text, LogPolicy.of_log(KEY)).index == 2


@given(data=st.data())
@settings(max_examples=300)
def test_a_promise_with_one_character_changed_is_refused(data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(PROMISE) - 1))
    other = data.draw(st.characters().filter(lambda character: character != PROMISE[at]))
    try:
        verify_promise(PROMISE[:at] + other + PROMISE[at + 1 :], LogPolicy.of_log(KEY))
    except (FormatError, VerificationError):
        return
    raise AssertionError("a changed promise was accepted")


@given(text=st.text() | st.lists(PIECES | st.sampled_from(PROMISE.split("\n"))).map("\n".join))
@example(PROMISE)
def test_any_text_is_a_promise_or_is_refused(text: str) -> None:
    with suppress(LedgerError):
        assert verify_promise(text, LogPolicy.of_log(KEY)).at == NOON


@given(data=st.data())
@settings(max_examples=300)
def test_a_receipt_with_one_character_changed_is_refused(data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(RECEIPT) - 1))
    other = data.draw(st.characters().filter(lambda character: character != RECEIPT[at]))
    changed = RECEIPT[:at] + other + RECEIPT[at + 1 :]
    try:
        verify_receipt(changed, LogPolicy.of_log(KEY))
    except (FormatError, VerificationError):
        return
    raise AssertionError("a changed receipt was accepted")


@given(data=st.data())
@settings(max_examples=200)
def test_a_receipt_with_a_part_cut_out_or_repeated_is_refused(data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(RECEIPT) - 1))
    end = data.draw(st.integers(start + 1, len(RECEIPT)))
    part = RECEIPT[start:end]
    for changed in (RECEIPT[:start] + RECEIPT[end:], RECEIPT[:end] + part + RECEIPT[end:]):
        try:
            verify_receipt(changed, LogPolicy.of_log(KEY))
        except (FormatError, VerificationError):
            continue
        signature_repeated = set(changed.splitlines()) == set(RECEIPT.splitlines())
        assert signature_repeated, "a changed receipt was accepted"


@given(
    leaf=st.binary(max_size=300).filter(lambda leaf: b"\n" not in leaf),
    opening=st.binary(max_size=300),
    index=st.integers(0, 2**63 - 1),
    proof=st.lists(HASHES, max_size=63),
    checkpoint=st.text(max_size=100),
)
def test_the_parts_of_a_receipt_are_read_as_they_were_written(
    leaf: bytes, opening: bytes, index: int, proof: list[bytes], checkpoint: str
) -> None:
    receipt = Receipt(leaf, opening, index, tuple(proof), checkpoint)
    assert parse_receipt(format_receipt(receipt)) == receipt


@given(text=st.lists(LINES | st.just(""), max_size=6).map(lambda lines: "\n".join(lines) + "\n"))
def test_any_text_of_lines_is_signed_and_opened(text: str) -> None:
    assert open_note(sign_note(text, [signer()]), [KEY]).text == text


@given(text=st.text())
def test_any_text_is_a_note_or_is_refused(text: str) -> None:
    with suppress(FormatError):
        parse_note(text)
    with suppress(FormatError):
        parse_checkpoint_body(text)
    with suppress(LedgerError):
        verify_checkpoint(text, LogPolicy.of_log(KEY))


@given(text=st.text() | st.text(st.sampled_from(KEY.text)))
@example(KEY.text)
def test_any_text_is_a_verifier_key_or_is_refused(text: str) -> None:
    with suppress(FormatError):
        assert VerifierKey.parse(text).text == text


@given(data=st.binary(max_size=400))
def test_any_bytes_are_an_entry_or_are_refused(data: bytes) -> None:
    for parse in (parse_leaf, parse_opening):
        with suppress(FormatError):
            parse(data)


@given(at=st.integers(0, len(OPENING) - 1), flip=st.integers(1, 255))
def test_an_opening_with_one_byte_changed_is_refused(at: int, flip: int) -> None:
    changed = OPENING[:at] + bytes([OPENING[at] ^ flip]) + OPENING[at + 1 :]
    with suppress(LedgerError):
        open_entry(LEAF, changed)
        raise AssertionError("a changed opening was accepted")


TEXTS = LINES.filter(lambda text: len(text) <= 512)
NAMES: st.SearchStrategy[Claims] = st.lists(
    st.from_regex(r"[a-z_]{1,20}(#ar)?", fullmatch=True), max_size=10
).map(tuple)


@given(
    event=st.builds(
        Release,
        at=st.integers(0, 2**40),
        client_id=TEXTS,
        sector=TEXTS,
        subject=TEXTS,
        purpose=TEXTS,
        article=TEXTS,
        claims=NAMES,
        consent_text_hash=st.just("A" * 43),
        acr=TEXTS,
        valid_for=st.integers(0, 2**40),
    ),
    salt=HASHES,
)
def test_any_release_is_opened_as_it_was_sealed(event: Release, salt: bytes) -> None:
    sealed = seal_entry(event, lambda _: salt)
    opened = open_entry(sealed.leaf, sealed.opening)
    assert opened.event == event
    assert opened.leaf.kind == Kind.RELEASE


def test_every_kind_survives_its_receipt() -> None:
    log = MemoryLog()
    log.add(*one_of_each_kind())
    for index, event in enumerate(one_of_each_kind()):
        assert verify_receipt(log.receipt(index), LogPolicy.of_log(KEY)).entry.event == event
