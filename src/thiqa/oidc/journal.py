"""What a service's developers learn of how we met their service: refusals, and keys that worked.

Whatever keeps a journal must be quick and never fail: it is told while somebody waits.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from thiqa.base import ThiqaError
from thiqa.crypto import read_claims_unverified
from thiqa.oidc.errors import (
    InvalidClientError,
    InvalidTokenError,
    ProtocolError,
    UseDpopNonceError,
)
from thiqa.oidc.models import CLIENT_ID

Parameters = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Refused:
    """A refusal with the rule behind it; no values of the request are in it.

    `proved`: whether the caller had shown to be the service that it named.
    """

    client_id: str
    endpoint: str
    code: str
    description: str
    rule: str
    parameter: str
    mend: str
    proved: bool


class Journal(Protocol):
    """Keeps what it is told, some time later."""

    def refused(self, refusal: Refused) -> None:
        """Note a refusal."""
        ...

    def key_used(self, client_id: str, kid: str) -> None:
        """Note that a key of a service proved something."""
        ...


class NoJournal:
    """Keeps nothing."""

    def refused(self, refusal: Refused) -> None:
        """Do nothing."""

    def key_used(self, client_id: str, kid: str) -> None:
        """Do nothing."""


def note_refusal(
    journal: Journal,
    endpoint: str,
    error: Exception,
    *,
    parameters: Parameters,
    credentials: str = "",
) -> None:
    """Note what a service was refused, if it can be told which service asked.

    That a proof needs a newer nonce is no mistake: it is how nonces are given.
    """
    if not isinstance(error, ProtocolError) or error.code == UseDpopNonceError.code:
        return
    client_id = claimed_client(parameters, credentials)
    if client_id is not None:
        unproved = isinstance(error, InvalidClientError | InvalidTokenError)
        journal.refused(refused_by(error, client_id, endpoint, proved=not unproved))


def refused_by(error: ProtocolError, client_id: str, endpoint: str, *, proved: bool) -> Refused:
    """Return what is noted of an error."""
    return Refused(
        client_id=client_id,
        endpoint=endpoint,
        code=error.code,
        description=error.description,
        rule=error.rule,
        parameter=error.parameter,
        mend=error.mend,
        proved=proved,
    )


def claimed_client(parameters: Parameters, credentials: str) -> str | None:
    """Return which service a request names, unverified: good for a line in its journal only."""
    named: object = parameters.get("client_id")
    if named is None:
        named = _member(parameters.get("client_assertion", ""), "sub")
    if named is None:
        named = _member(credentials, "client_id")
    return named if isinstance(named, str) and CLIENT_ID.fullmatch(named) else None


def _member(token: str, name: str) -> object:
    try:
        return read_claims_unverified(token).get(name)
    except ThiqaError:
        return None
