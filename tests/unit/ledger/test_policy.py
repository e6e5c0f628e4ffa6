"""Policies: which cosignatures are enough (C2SP tlog-policy)."""

import pytest

from specimen_log import (
    NOON,
    POLICY,
    cosigned,
    log_of,
    signer,
    witness,
    witnessed_policy,
)
from thiqa.ledger.checkpoint import sign_checkpoint, verify_checkpoint
from thiqa.ledger.errors import PolicyFormatError, QuorumError, WrongOriginError
from thiqa.ledger.policy import LogPolicy
from thiqa.ledger.policy_file import MAX_OF_A_KIND, MAX_POLICY_CHARACTERS, parse_policy

LOG = signer().verifier_key.text
W = [witness(number).key.text for number in range(8)]
TWO_ORGANISATIONS = f"""
# The example of the specification
log {LOG} https://log.example/record

witness X1 {W[1]} https://x1.example/
\twitness  X2\t{W[2]}
witness X3 {W[3]}
group X-witnesses 2 X1 X2 X3
witness Y1 {W[4]}
witness Y2 {W[5]}
group Y-witnesses any Y1 Y2
  # both
group X-and-Y all X-witnesses Y-witnesses
quorum X-and-Y
"""


def _holds(policy: LogPolicy, *witnesses: int) -> bool:
    try:
        policy.check_quorum([witness(number).key for number in witnesses])
    except QuorumError:
        return False
    return True


@pytest.mark.parametrize(
    ("witnesses", "enough"),
    [
        ((), False),
        ((1, 2), False),
        ((1, 2, 3), False),
        ((4, 5), False),
        ((1, 4), False),
        ((1, 2, 4), True),
        ((2, 3, 5), True),
        ((1, 2, 3, 4, 5), True),
        ((1, 6, 7, 4), False),
    ],
)
def test_groups_of_groups_are_counted(witnesses: tuple[int, ...], enough: bool) -> None:
    assert _holds(parse_policy(TWO_ORGANISATIONS), *witnesses) is enough


@pytest.mark.parametrize("threshold", ["any", "1", "all", "2"])
def test_any_and_all_are_numbers(threshold: str) -> None:
    policy = parse_policy(
        f"witness a {W[0]}\nwitness b {W[1]}\ngroup g {threshold} a b\nquorum g\n"
    )
    assert _holds(policy, 0) is (threshold in {"any", "1"})
    assert _holds(policy, 0, 1)


def test_a_quorum_of_one_witness_needs_no_group() -> None:
    policy = parse_policy(f"witness a {W[0]}\nwitness b {W[1]}\nquorum b")
    assert (_holds(policy, 0), _holds(policy, 1)) == (False, True)
    assert policy.needs_witnesses


def test_no_witness_is_asked_for_when_the_policy_says_so() -> None:
    policy = parse_policy(f"witness a {W[0]}\nquorum none\n")
    assert _holds(policy)
    assert not policy.needs_witnesses


def test_a_policy_is_written_as_it_was_read() -> None:
    policy = parse_policy(TWO_ORGANISATIONS)
    assert parse_policy(policy.text) == policy
    assert policy.logs[0].url == "https://log.example/record"
    assert [each.url for each in policy.witnesses[:2]] == ["https://x1.example/", None]


def test_a_log_is_added_once() -> None:
    policy = parse_policy(f"witness a {W[0]}\nquorum a\n")
    assert policy.with_log(signer().verifier_key) == policy.with_log(
        signer().verifier_key
    ).with_log(signer().verifier_key)


def test_names_are_octets_and_no_other_character_separates() -> None:
    policy = parse_policy(f"witness é\xa0\u2028x {W[0]}\nquorum é\xa0\u2028x\n")
    assert policy.quorum == "é\xa0\u2028x"


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("", "quorum"),
        ("quorum none\nquorum none\n", "second"),
        ("quorum everybody\n", "everybody"),
        (f"quorum a\nwitness a {W[0]}\n", "line 1"),
        (f"witness a {W[0]}\nwitness a {W[1]}\nquorum a\n", "taken"),
        (f"witness none {W[0]}\nquorum none\n", "taken"),
        (f"witness a {W[0]}\nwitness b {W[0]}\nquorum a\n", "same public key"),
        (f"log {LOG}\nlog {LOG}\nquorum none\n", "same public key"),
        (f"witness a {LOG}\nquorum a\n", "type"),
        (f"log {W[0]}\nquorum none\n", "type"),
        (f"witness a {W[0][:-4]}\nquorum a\n", "line 1"),
        (f"witness a\nquorum a {W[0]}\n", "followed"),
        (f"witness a {W[0]} url more\nquorum a\n", "followed"),
        ("quorum\n", "followed"),
        ("group g any\nquorum g\n", "followed"),
        (f"witness a {W[0]}\ngroup g any g\nquorum g\n", "line 2"),
        (f"witness a {W[0]}\ngroup g any none\nquorum g\n", "none"),
        (f"witness a {W[0]}\ngroup g any a a\nquorum g\n", "once"),
        (f"witness a {W[0]}\ngroup g any a\ngroup h any a\nquorum g\n", "once"),
        (f"witness a {W[0]}\ngroup g 0 a\nquorum g\n", "threshold"),
        (f"witness a {W[0]}\ngroup g 2 a\nquorum g\n", "threshold"),
        (f"witness a {W[0]}\ngroup g -1 a\nquorum g\n", "threshold"),
        (f"witness a {W[0]}\ngroup g \u0661 a\nquorum g\n", "threshold"),
        (f"witness a {W[0]}\ngroup g some a\nquorum g\n", "threshold"),
        ("mirror a\nquorum none\n", "begins"),
        ("quorum none\r\n", "characters"),
        ("quorum none\n\x7f\n", "characters"),
        ("quorum none\n" + "#" * MAX_POLICY_CHARACTERS, "long"),
        (
            "".join(
                f"witness w{number} {witness(number).key.text}\n"
                for number in range(MAX_OF_A_KIND + 1)
            ),
            "more than",
        ),
    ],
)
def test_a_text_that_is_no_policy_is_refused_with_its_line(text: str, fault: str) -> None:
    with pytest.raises(PolicyFormatError, match=fault):
        parse_policy(text)


def test_a_checkpoint_says_who_cosigned_it_and_when() -> None:
    note = cosigned(sign_checkpoint(log_of(3).head, signer()), 2, 0, at=NOON + 7)
    checkpoint = verify_checkpoint(note, witnessed_policy())
    assert [(each.key, each.at) for each in checkpoint.cosigned_by] == [
        (witness(2).key, NOON + 7),
        (witness(0).key, NOON + 7),
    ]
    assert checkpoint.signed_by == (signer().verifier_key,)


def test_who_trusts_the_log_alone_is_told_of_no_witness() -> None:
    note = cosigned(sign_checkpoint(log_of(3).head, signer()), 0, 1)
    assert verify_checkpoint(note, POLICY).cosigned_by == ()


def test_a_policy_of_several_logs_takes_each_of_them_by_its_own_key() -> None:
    here, there = signer(1, "here.example"), signer(2, "there.example")
    policy = LogPolicy.of_log(here.verifier_key, there.verifier_key)
    for each in (here, there):
        note = sign_checkpoint(log_of(3).head, each)
        assert verify_checkpoint(note, policy).origin == each.name
    with pytest.raises(WrongOriginError):
        verify_checkpoint(sign_checkpoint(log_of(3).head, signer(1, "elsewhere.example")), policy)
