"""What a log sends is read whole, or refused."""

import pytest

from thiqa.witness.errors import MalformedRequestError
from thiqa.witness.request import MAX_PROOF_LINES, parse_add_checkpoint
from witnesses import WitnessedLog, add_checkpoint


def test_the_example_of_the_specification_is_read() -> None:
    body = (
        "old 20852014\n"
        "PlRNCrwHpqhGrupue0L7gxbjbMiKA9temvuZZDDpkaw=\n"
        "jrJZDmY8Y7SyJE0MWLpLozkIVMSMZcD5kvuKxPC3swk=\n"
        "5+pKlUdi2LeF/BcMHBn+Ku6yhPGNCswZZD1X/6QgPd8=\n"
        "/6WVhPs2CwSsb5rYBH5cjHV/wSmA79abXAwhXw3Kj/0=\n"
        "\n"
        "example.com/behind-the-sofa\n"
        "20852163\n"
        "CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n"
        "\n"
        "— example.com/behind-the-sofa Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5"
        "/Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=\n"
    )
    request = parse_add_checkpoint(body.encode())
    assert (request.old_size, len(request.proof)) == (20852014, 4)
    assert (request.origin, request.head.size) == ("example.com/behind-the-sofa", 20852163)
    assert body.endswith(request.checkpoint)


def test_the_first_checkpoint_of_a_log_has_no_proof(log: WitnessedLog) -> None:
    request = parse_add_checkpoint(log.request(0, 7))
    assert (request.old_size, request.proof, request.head) == (0, (), log.head(7))


def test_a_proof_has_63_lines_at_the_most(log: WitnessedLog) -> None:
    lines = [bytes(32)] * MAX_PROOF_LINES
    assert len(parse_add_checkpoint(add_checkpoint(1, lines, log.checkpoint(9))).proof) == 63
    with pytest.raises(MalformedRequestError, match="63 lines"):
        parse_add_checkpoint(add_checkpoint(1, [*lines, bytes(32)], log.checkpoint(9)))


@pytest.mark.parametrize("old", ["", "x", "-1", "+1", "01", "1 ", " 1", "1.0", "٣", "1e3", 2**63])
def test_an_old_size_is_a_decimal_number(log: WitnessedLog, old: object) -> None:
    with pytest.raises(MalformedRequestError):
        parse_add_checkpoint(add_checkpoint(old, [], log.checkpoint(9)))


@pytest.mark.parametrize(
    ("change", "to"),
    [
        (b"old 4", b"Old 4"),
        (b"old 4", b"size 4"),
        (b"old 4\n", b""),
        (b"old 4\n", b"old 4\r\n"),
        (b"=\n\nlog.example", b"=\nlog.example"),  # no empty line
        (b"=\n\nlog.example", b"=\n\n\nlog.example"),  # one too many
        (b"old 4\n", b"old 4\n!\n"),
        (b"old 4\n", b"old 4\nAAAA\n"),
        (b"old 4\n", b"old 4\n" + b"A" * 43 + b"B=\n"),
        (b"\n9\n", b"\n09\n"),
        (b"\n9\n", b"\n"),
        (b"log.example", b"\xfflog.example"),
        ("\n\n—".encode(), "\n—".encode()),
    ],
)
def test_what_is_not_a_request_is_refused(log: WitnessedLog, change: bytes, to: bytes) -> None:
    body = log.request(4, 9)
    assert change in body
    with pytest.raises(MalformedRequestError):
        parse_add_checkpoint(body.replace(change, to, 1))


@pytest.mark.parametrize("length", [0, 1, 5, 6, 50, -1])
def test_a_request_that_was_cut_off_is_refused(log: WitnessedLog, length: int) -> None:
    with pytest.raises(MalformedRequestError):
        parse_add_checkpoint(log.request(4, 9)[:length])
