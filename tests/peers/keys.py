"""Private keys in the form that libraries of others read."""

from typing import Any

from joserfc.jwk import ECKey, OKPKey, RSAKey

from thiqa.crypto import Algorithm, Signer

_KINDS = {Algorithm.ES256: ECKey, Algorithm.EDDSA: OKPKey, Algorithm.PS256: RSAKey}


def private_jwk(signer: Signer) -> dict[str, Any]:
    """Return the private JWK of a service's key."""
    key = signer._private_key  # a service of the tests gives its key to a library
    kind = _KINDS[signer.algorithm]
    jwk: dict[str, Any] = kind(key, key.public_key()).as_dict(private=True)  # type: ignore[arg-type]
    return {**jwk, "kid": signer.kid, "alg": signer.algorithm.value}
