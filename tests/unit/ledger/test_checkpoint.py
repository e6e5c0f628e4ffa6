"""Checkpoints."""

import pytest

from specimen_log import ORIGIN, POLICY, log_of, signer
from thiqa.base import b64encode
from thiqa.ledger.checkpoint import (
    TreeHead,
    parse_checkpoint_body,
    sign_checkpoint,
    verify_checkpoint,
)
from thiqa.ledger.errors import CheckpointFormatError, UnknownKeyError, WrongOriginError
from thiqa.ledger.merkle import EMPTY_ROOT
from thiqa.ledger.note import sign_note
from thiqa.ledger.policy import LogPolicy

EXAMPLE = "example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n"
"""C2SP tlog-checkpoint, introduction."""

ROOT = b64encode(EMPTY_ROOT)


def test_the_example_of_the_specification_is_read() -> None:
    origin, head = parse_checkpoint_body(EXAMPLE)
    assert origin == "example.com/behind-the-sofa"
    assert head.size == 20852163
    assert head.root.hex().startswith("0ac5186a")


def test_a_checkpoint_says_what_was_signed() -> None:
    head = log_of(5).head
    checkpoint = verify_checkpoint(sign_checkpoint(head, signer()), POLICY)
    assert (checkpoint.origin, checkpoint.head) == (ORIGIN, head)


def test_a_log_without_entries_has_a_checkpoint() -> None:
    note = sign_checkpoint(TreeHead(0, EMPTY_ROOT), signer())
    assert note.startswith(f"{ORIGIN}\n0\n{ROOT}\n\n")


def test_extension_lines_are_read_over() -> None:
    assert parse_checkpoint_body(EXAMPLE + "an extension\n") == parse_checkpoint_body(EXAMPLE)


def test_the_checkpoint_of_another_log_is_refused_even_if_our_key_signed_it() -> None:
    note = sign_note(f"log.example/other\n0\n{ROOT}\n", [signer()])
    with pytest.raises(WrongOriginError):
        verify_checkpoint(note, LogPolicy.of_log(signer().verifier_key))


def test_a_checkpoint_by_another_key_is_refused() -> None:
    note = sign_checkpoint(TreeHead(0, EMPTY_ROOT), signer(1))
    with pytest.raises(UnknownKeyError):
        verify_checkpoint(note, LogPolicy.of_log(signer(2).verifier_key))


@pytest.mark.parametrize(
    "body",
    [
        "",
        "\n",
        f"log\n0\n{ROOT}",
        "log\n0\n",
        f"\n0\n{ROOT}\n",
        f"log\n00\n{ROOT}\n",
        f"log\n-1\n{ROOT}\n",
        f"log\n+1\n{ROOT}\n",
        f"log\n 1\n{ROOT}\n",
        f"log\n1e3\n{ROOT}\n",
        f"log\n\u0661\n{ROOT}\n",
        f"log\n{2**63}\n{ROOT}\n",
        f"log\n{'9' * 5000}\n{ROOT}\n",
        f"log\n1\n{ROOT[:-1]}\n",
        "log\n1\nAAAA\n",
        f"log\n1\n{ROOT}\n\nextension\n",
    ],
)
def test_a_body_that_is_no_checkpoint_is_refused(body: str) -> None:
    with pytest.raises(CheckpointFormatError):
        parse_checkpoint_body(body)
