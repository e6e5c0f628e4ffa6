"""A service whose protocol steps are those of openid-client, running in Node."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from peers.keys import private_jwk
from peers.node import Program
from peers.relying_party import Identified, LibraryRefusedError, ProviderRefusedError, Request
from services import Service

SOURCE = Path(__file__).parent / "openid_client"


@dataclass
class OpenidClientParty:
    """A registered service, in the hands of the running program."""

    program: Program
    service: Service

    def discover(self, **assertion: Any) -> Mapping[str, Any]:
        """Read the provider's metadata."""
        return self._discover(assertion=assertion)

    def later(self, seconds: int) -> None:
        """Go on with a clock that is ahead of the machine's, and with keys that are as old."""
        kept = self.do("keys")
        aged = {**kept, "uat": kept["uat"] - seconds}
        self._discover(assertion={}, seconds_ahead=seconds, keys=aged)

    def _discover(self, **given: Any) -> Mapping[str, Any]:
        proof_key = self.service.proof_key
        metadata: Mapping[str, Any] = self.do(
            "discover",
            **given,
            issuer=self.service.issuer,
            jwk=private_jwk(self.service.signer),
            dpop_jwk=None if proof_key is None else private_jwk(proof_key.signer),
            metadata={"id_token_signed_response_alg": self.service.algorithm.value},
        )
        return metadata

    def push(self, **parameters: str | None) -> Request:
        """Push a request."""
        given = {"redirect_uri": self.service.redirect_uri, **parameters}
        return Request(**self.do("push", parameters=given))

    def redeem(self, request: Request, answer: str, **checks: Any) -> Identified:
        """Check the answer and redeem the code; `checks` are the library's own names."""
        return Identified(**self.do("redeem", request=asdict(request), answer=answer, more=checks))

    def refresh(self, refresh_token: str, **parameters: str) -> Identified:
        """Redeem a refresh token."""
        done = self.do("refresh", refresh_token=refresh_token, parameters=parameters)
        return Identified(**done)

    def userinfo(self, access_token: str, subject: str) -> Mapping[str, Any]:
        """Ask for the claims of a subject."""
        claims: Mapping[str, Any] = self.do("userinfo", access_token=access_token, subject=subject)
        return claims

    def logout_url(self, id_token: str, **parameters: str) -> str:
        """Return where a browser is sent to sign out."""
        url: str = self.do("logout", parameters={"id_token_hint": id_token, **parameters})
        return url

    def do(self, deed: str, **given: Any) -> Any:
        """Let the program do something; raise what the library raised."""
        client_id = self.service.client_id
        answer = self.program.ask({"deed": deed, "client_id": client_id, **given})
        if "refused" not in answer:
            return answer["done"]
        refused = answer["refused"]
        if refused.get("error") is None:
            raise LibraryRefusedError(f"{refused['message']} ({refused.get('code')})")
        raise ProviderRefusedError(
            refused["error"], refused.get("description"), refused.get("status")
        )
