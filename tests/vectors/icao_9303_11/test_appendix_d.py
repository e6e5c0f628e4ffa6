"""ICAO 9303-11, appendix D: basic access and secure messaging, each value of the worked example."""

import hashlib
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from thiqa.card.channel.bac import AccessKeys, BacCard, establish_bac
from thiqa.card.channel.derivation import KeyPurpose, SessionKeys, derive_key, with_odd_parity
from thiqa.card.channel.passwords import MrzPassword
from thiqa.card.channel.secure_messaging import CardChannel, TerminalChannel
from thiqa.card.channel.suite import Suite
from thiqa.card.transport.apdu import CommandApdu, ResponseApdu

EXAMPLES: dict[str, Any] = json.loads((Path(__file__).parent / "appendix_d.json").read_text())
AUTHENTICATION = EXAMPLES["authentication"]
ENCRYPTION_KEY = bytes.fromhex(AUTHENTICATION["session_encryption"])
MAC_KEY = bytes.fromhex(AUTHENTICATION["session_authentication"])


def zone() -> MrzPassword:
    example = EXAMPLES["access_keys"][0]
    return MrzPassword(
        example["document_number"], example["date_of_birth"], example["date_of_expiry"]
    )


def session_keys() -> SessionKeys:
    counter = int(AUTHENTICATION["counter"], 16)
    return SessionKeys(Suite.TDES, ENCRYPTION_KEY, MAC_KEY, counter)


def drawn(*numbers: str) -> Callable[[int], bytes]:
    """Draw the random numbers of the example, one after the other."""
    left = [bytes.fromhex(each) for each in numbers]

    def draw(size: int) -> bytes:
        assert len(left[0]) == size
        return left.pop(0)

    return draw


@pytest.mark.parametrize("example", EXAMPLES["access_keys"], ids=lambda each: each["clause"])
def test_the_zone_gives_the_secret(example: dict[str, str]) -> None:
    password = MrzPassword(
        example["document_number"], example["date_of_birth"], example["date_of_expiry"]
    )
    assert password.information() == example["information"]
    assert password.secret() == hashlib.sha1(example["information"].encode()).digest()  # noqa: S324
    if "hash" in example:
        assert password.secret().hex().upper() == example["hash"]
        keys = AccessKeys.of(password)
        assert keys.encryption.hex().upper() == example["encryption"]
        assert keys.authentication.hex().upper() == example["authentication"]


@pytest.mark.parametrize("purpose", [KeyPurpose.ENCRYPTION, KeyPurpose.AUTHENTICATION])
def test_the_seed_gives_the_keys(purpose: KeyPurpose) -> None:
    example = EXAMPLES["key_derivation"]
    expected = example[purpose.name.lower()]
    seed = bytes.fromhex(example["seed"])
    hashed = seed + purpose.to_bytes(4)
    assert hashed.hex().upper() == expected["hashed"]
    digest = hashlib.sha1(hashed).digest()  # noqa: S324
    assert digest.hex().upper() == expected["hash"]
    assert with_odd_parity(digest[:16]).hex().upper() == expected["key"]
    assert derive_key(seed, Suite.TDES, purpose).hex().upper() == expected["key"]


@pytest.mark.parametrize("side", ["", "card_"])
def test_each_side_seals_its_token(side: str) -> None:
    keys = AccessKeys.of(zone())
    sealed = keys.seal(bytes.fromhex(AUTHENTICATION[f"{side}token"]))
    assert sealed[:32].hex().upper() == AUTHENTICATION[f"{side}encrypted"]
    assert sealed[32:].hex().upper() == AUTHENTICATION[f"{side}code"]
    assert keys.open(sealed).hex().upper() == AUTHENTICATION[f"{side}token"]


def test_both_halves_give_the_session_keys() -> None:
    secret = bytes.fromhex(AUTHENTICATION["secret"])
    assert SessionKeys.derive(secret, Suite.TDES, session_keys().counter) == session_keys()


@pytest.mark.parametrize("message", EXAMPLES["messages"], ids=lambda each: each["clause"])
def test_a_message_is_made_up_as_in_the_example(message: dict[str, str]) -> None:
    command = bytes.fromhex(message["command"])
    header = bytes((command[0] | 0x0C, *command[1:4]))
    assert Suite.TDES.pad(header).hex().upper() == message["header"]
    if "data" in message:
        padded = Suite.TDES.pad(bytes.fromhex(message["data"]))
        assert padded.hex().upper() == message["padded"]
        encrypted = Suite.TDES.encrypt(ENCRYPTION_KEY, bytes(8), padded)
        assert encrypted.hex().upper() == message["encrypted"]
    authenticated = message["counter"] + message["header"] + message["objects"]
    assert authenticated == message["authenticated"]
    for name in ("", "response_"):
        code = Suite.TDES.message_mac(MAC_KEY, bytes.fromhex(message[f"{name}authenticated"]))
        assert code.hex().upper() == message[f"{name}code"]
    if "response_encrypted" in message:
        encrypted = bytes.fromhex(message["response_encrypted"])
        padded = Suite.TDES.decrypt(ENCRYPTION_KEY, bytes(8), encrypted)
        assert padded.hex().upper() == message["response_padded"]
        assert Suite.TDES.unpad(padded).hex().upper() + "9000" == message["response"]


def test_the_three_messages_one_after_the_other() -> None:
    terminal, card = TerminalChannel(session_keys()), CardChannel(session_keys())
    for message in EXAMPLES["messages"]:
        command = CommandApdu.from_bytes(bytes.fromhex(message["command"]))
        protected = terminal.wrap(command)
        assert protected.to_bytes().hex().upper() == message["protected_command"]
        assert card.unwrap(protected) == command
        response = ResponseApdu.from_bytes(bytes.fromhex(message["response"]))
        answer = card.wrap(response)
        assert answer.to_bytes().hex().upper() == message["protected_response"]
        assert terminal.unwrap(answer) == response


class ExampleCard:
    """The example's card: basic access, then a file behind the channel."""

    def __init__(self) -> None:
        random_bytes = drawn(AUTHENTICATION["card_nonce"], AUTHENTICATION["card_key"])
        self.access = BacCard(zone(), random_bytes)
        self.channel: CardChannel | None = None
        self.seen: list[str] = []

    def transmit(self, command: bytes) -> bytes:
        self.seen.append(command.hex().upper())
        if self.channel is not None:
            apdu = self.channel.unwrap(CommandApdu.from_bytes(command))
            answers = {each["command"]: each["response"] for each in EXAMPLES["messages"]}
            plain = bytes.fromhex(answers[apdu.to_bytes().hex().upper()])
            return self.channel.wrap(ResponseApdu.from_bytes(plain)).to_bytes()
        if command[1] == 0x84:
            return self.access.challenge() + b"\x90\x00"
        answer, self.channel = self.access.authenticate(CommandApdu.from_bytes(command).data)
        return answer + b"\x90\x00"


def test_the_whole_example_from_the_first_command_to_the_last() -> None:
    card = ExampleCard()
    random_bytes = drawn(AUTHENTICATION["nonce"], AUTHENTICATION["key"])
    secured = establish_bac(card, zone(), random_bytes)
    for message in EXAMPLES["messages"]:
        answer = secured.transmit(bytes.fromhex(message["command"]))
        assert answer.hex().upper() == message["response"]
    protected = [message["protected_command"] for message in EXAMPLES["messages"]]
    assert card.seen == ["0084000008", AUTHENTICATION["command"], *protected]
