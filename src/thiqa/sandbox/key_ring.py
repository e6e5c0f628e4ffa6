"""The provider's keys together with those that were made for a single login."""

import json

from thiqa.crypto import KeyDirectory, KeyRing, PassingKeys, VerificationKey


class SandboxKeyRing(KeyRing):
    """A key ring whose JWK Set also shows the passing keys, in every process at once."""

    def __init__(self, directory: KeyDirectory, passing: PassingKeys, now: int) -> None:
        super().__init__(directory, now)
        self._passing = passing

    def jwks(self, now: int) -> bytes:
        """Return the JWK Set as JSON, with the passing keys at its end."""
        known = super().jwks(now)
        passing = [signer.public_jwk for signer in self._passing.signers(now)]
        if not passing:
            return known
        keys = [*json.loads(known)["keys"], *passing]
        return json.dumps({"keys": keys}, separators=(",", ":")).encode()

    def verification_keys(self, now: int) -> tuple[VerificationKey, ...]:
        """Return the published keys, so that an ID token of such a login is one of ours."""
        passing = (signer.verification_key for signer in self._passing.signers(now))
        return (*super().verification_keys(now), *passing)
