"""The chip's side of PACE (ICAO 9303-11, section 4.4): a state machine that a card drives."""

from collections.abc import Mapping as ReadOnlyMapping
from collections.abc import Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final

from thiqa.card.channel.derivation import SessionKeys
from thiqa.card.channel.domain import Domain
from thiqa.card.channel.errors import ChannelError, RefusedError, WrongPasswordError
from thiqa.card.channel.pace.choice import PaceChoice, offered
from thiqa.card.channel.pace.integrated_mapping import map_integrated, nonce_bytes
from thiqa.card.channel.pace.key_agreement import (
    authentication_token,
    chip_authentication_data,
    encrypt_chip_data,
    encrypt_nonce,
    require_other_key,
    require_token,
)
from thiqa.card.channel.pace.messages import (
    Data,
    Selection,
    read_dynamic_data,
    write_dynamic_data,
)
from thiqa.card.channel.pace.password_keeper import PasswordKeeper
from thiqa.card.channel.pace.protocols import Mapping
from thiqa.card.data_groups.security_infos import SecurityInfos
from thiqa.card.errors import TlvError
from thiqa.card.transport.apdu import StatusWord
from thiqa.crypto.errors import CryptoError
from thiqa.crypto.random_numbers import RandomBytes

LAST_COMMAND_EXPECTED: Final = 0x6883


@dataclass(frozen=True, slots=True)
class EstablishedPace:
    """What the chip knows once a terminal has shown that it knows a password."""

    keys: SessionKeys
    """For the channel that begins after the answer."""
    password: int
    choice: PaceChoice
    terminal_key: bytes
    """Comp of the terminal's ephemeral key."""
    chip_key: bytes
    """Comp of the chip's ephemeral key: ID_PICC of terminal authentication."""
    authorization: bytes | None
    """The content of the authorization template that the terminal claimed."""


@dataclass(frozen=True, slots=True)
class PaceAnswer:
    """What the chip answers to a step; after the last one, PACE is established."""

    data: bytes
    established: EstablishedPace | None = None


@dataclass(slots=True)
class _Run:
    """What the chip remembers between two steps."""

    choice: PaceChoice
    selection: Selection
    step: int = 0
    nonce: bytes = field(default=b"", repr=False)
    mapping_scalar: int = field(default=0, repr=False)
    domain: Domain = field(init=False)
    ours: bytes = b""
    theirs: bytes = b""
    keys: SessionKeys = field(init=False)


class PaceCard:
    """The chip between a reset and the next: at most one run at a time; any error ends it.

    `chip_keys` are the private keys of chip authentication mapping by their key identifier;
    `authorities` the references of which a terminal with an authorization template hears.
    """

    def __init__(
        self,
        infos: SecurityInfos,
        passwords: PasswordKeeper,
        random_bytes: RandomBytes,
        chip_keys: ReadOnlyMapping[int, int] = MappingProxyType({}),
        authorities: Sequence[bytes] = (),
    ) -> None:
        self._offers = tuple(offered(infos))
        self._passwords = passwords
        self._random_bytes = random_bytes
        self._chip_keys = chip_keys
        self._authorities = authorities
        self._run: _Run | None = None

    @property
    def is_running(self) -> bool:
        """Whether GENERAL AUTHENTICATE would be a step of PACE."""
        return self._run is not None

    def select(self, data: bytes) -> int:
        """MSE:Set AT: begin a run, and return the status word; raises RefusedError."""
        self._run = None
        try:
            selection = Selection.from_bytes(data)
        except (TlvError, ChannelError):
            raise RefusedError("not a selection of PACE", StatusWord.INCORRECT_DATA) from None
        self._passwords.secret(selection.password)
        self._run = _Run(self._find(selection), selection)
        return self._passwords.selection_status(selection.password)

    def general_authenticate(self, data: bytes, *, is_last: bool) -> PaceAnswer:
        """GENERAL AUTHENTICATE: answer one step; raises RefusedError."""
        run, self._run = self._run, None
        if run is None:
            raise RefusedError("PACE was not selected", StatusWord.CONDITIONS_NOT_SATISFIED)
        if is_last != (run.step == len(_STEPS) - 1):
            raise RefusedError("not this step's place in the chain", LAST_COMMAND_EXPECTED)
        try:
            answer = _STEPS[run.step](self, run, data)
        except WrongPasswordError:
            status = self._passwords.failure_status(run.selection.password)
            raise RefusedError("the password is wrong", status) from None
        except RefusedError:
            raise
        except (TlvError, ChannelError, CryptoError) as error:
            raise RefusedError(f"not a step of PACE: {error}", StatusWord.INCORRECT_DATA) from error
        run.step += 1
        self._run = run if answer.established is None else None
        return answer

    def _find(self, selection: Selection) -> PaceChoice:
        """Find what is asked for; a group that is not named must be the only one (4.4.4.1)."""
        offers = [each for each in self._offers if each.protocol.identifier == selection.protocol]
        if not offers:
            raise RefusedError("there is no such form of PACE", StatusWord.INCORRECT_DATA)
        if selection.parameter_id is not None:
            offers = [each for each in offers if each.parameter_id == selection.parameter_id]
        if len(offers) != 1:
            raise RefusedError("no group, or one of several", StatusWord.REFERENCE_NOT_FOUND)
        return offers[0]

    def _give_nonce(self, run: _Run, data: bytes) -> PaceAnswer:
        read_dynamic_data(data, None)
        suite = run.choice.protocol.suite
        run.nonce = self._random_bytes(nonce_bytes(suite))
        secret = self._passwords.secret(run.selection.password)
        return _answer((Data.NONCE, encrypt_nonce(run.nonce, secret, suite)))

    def _map_nonce(self, run: _Run, data: bytes) -> PaceAnswer:
        theirs = read_dynamic_data(data, Data.TERMINAL_MAPPING)[Data.TERMINAL_MAPPING]
        domain, suite = run.choice.domain, run.choice.protocol.suite
        if run.choice.protocol.mapping is Mapping.INTEGRATED:
            run.domain = map_integrated(domain, suite, run.nonce, theirs)
            return _answer((Data.CHIP_MAPPING, b""))
        run.mapping_scalar = domain.random_scalar(self._random_bytes)
        ours = domain.public_key(run.mapping_scalar)
        require_other_key(ours, theirs)
        shared = domain.multiple(run.mapping_scalar, theirs)
        run.domain = domain.with_generator_from(int.from_bytes(run.nonce), shared)
        return _answer((Data.CHIP_MAPPING, ours))

    def _agree(self, run: _Run, data: bytes) -> PaceAnswer:
        run.theirs = read_dynamic_data(data, Data.TERMINAL_KEY)[Data.TERMINAL_KEY]
        scalar = run.domain.random_scalar(self._random_bytes)
        run.ours = run.domain.public_key(scalar)
        require_other_key(run.ours, run.theirs)
        secret = run.domain.agree(scalar, run.theirs)
        run.keys = SessionKeys.derive(secret, run.choice.protocol.suite)
        return _answer((Data.CHIP_KEY, run.ours))

    def _authenticate(self, run: _Run, data: bytes) -> PaceAnswer:
        """Compare the tokens; a try is taken before it is used."""
        received = read_dynamic_data(data, Data.TERMINAL_TOKEN)[Data.TERMINAL_TOKEN]
        identifier = run.choice.protocol.identifier
        self._passwords.take_try(run.selection.password)
        require_token(authentication_token(run.keys, identifier, run.domain, run.ours), received)
        self._passwords.give_tries_back(run.selection.password)
        token = authentication_token(run.keys, identifier, run.domain, run.theirs)
        established = EstablishedPace(
            run.keys,
            run.selection.password,
            run.choice,
            run.domain.compress(run.theirs),
            run.domain.compress(run.ours),
            run.selection.authorization,
        )
        items = ((Data.CHIP_TOKEN, token), *self._name_authorities(run), *self._prove(run))
        return PaceAnswer(write_dynamic_data(*items), established)

    def _name_authorities(self, run: _Run) -> Sequence[tuple[int, bytes]]:
        """Name them to a terminal that has an authorization template (section 4.4.5)."""
        if run.selection.authorization is None:
            return ()
        tags = (Data.AUTHORITY, Data.PREVIOUS_AUTHORITY)
        return tuple(zip(tags, self._authorities, strict=False))

    def _prove(self, run: _Run) -> Sequence[tuple[int, bytes]]:
        """Prove the chip's own key, with chip authentication mapping (section 4.4.3.5.1)."""
        if run.choice.protocol.mapping is not Mapping.CHIP_AUTHENTICATION:
            return ()
        key = self._chip_keys.get(run.choice.parameter_id or 0)
        if key is None:
            raise RefusedError("the chip has no key of its own", StatusWord.REFERENCE_NOT_FOUND)
        data = chip_authentication_data(run.choice.domain, key, run.mapping_scalar)
        return ((Data.CHIP_AUTHENTICATION, encrypt_chip_data(run.keys, data)),)


_STEPS: Final = (
    PaceCard._give_nonce,
    PaceCard._map_nonce,
    PaceCard._agree,
    PaceCard._authenticate,
)
"""Section 4.4.5, table 4."""


def _answer(*items: tuple[int, bytes]) -> PaceAnswer:
    return PaceAnswer(write_dynamic_data(*items))
