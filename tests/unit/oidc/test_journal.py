"""What a service's developers are told of refusals."""

from dataclasses import dataclass, field

import pytest

from provider_parts import CLIENT, NONCES, NOW
from thiqa.oidc.errors import (
    InvalidDpopProofError,
    InvalidTokenError,
    ProtocolError,
    UseDpopNonceError,
)
from thiqa.oidc.journal import NoJournal, Refused, note_refusal


@dataclass
class Noted(NoJournal):
    """Keeps what it is told."""

    refusals: list[Refused] = field(default_factory=list)

    def refused(self, refusal: Refused) -> None:
        self.refusals.append(refusal)


def noted(error: Exception, **parameters: str) -> list[Refused]:
    journal = Noted()
    note_refusal(journal, "/userinfo", error, parameters=parameters)
    return journal.refusals


def nonce_refusal() -> ProtocolError:
    with pytest.raises(UseDpopNonceError) as caught:
        NONCES.check(None, NOW)
    return caught.value


def test_a_refused_proof_is_noted_with_its_lesson() -> None:
    proof = InvalidDpopProofError("no", rule="a rule", parameter="DPoP: htu", mend="mend it")
    for error in (proof, InvalidTokenError.because_of(proof)):
        [refusal] = noted(error, client_id=CLIENT.id)
        assert (refusal.code, refusal.rule, refusal.parameter, refusal.mend) == (
            "invalid_dpop_proof",
            "a rule",
            "DPoP: htu",
            "mend it",
        )


def test_that_a_nonce_was_too_old_is_no_mistake_at_any_endpoint() -> None:
    error = nonce_refusal()
    assert noted(error, client_id=CLIENT.id) == []
    assert noted(InvalidTokenError.because_of(error), client_id=CLIENT.id) == []


def test_whoever_cannot_be_named_is_not_noted() -> None:
    assert noted(InvalidTokenError("no")) == []
    assert noted(ValueError("ours"), client_id=CLIENT.id) == []
