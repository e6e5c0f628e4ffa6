"""The provider as a member of a federation: what it says, and how it finds strangers."""

from dataclasses import dataclass
from pathlib import Path
from typing import Self

from thiqa.base import Clock, Database, EncodingError, parse_json_object
from thiqa.crypto.federation_keys import FederationKeys
from thiqa.oidc.errors import RegistrationError
from thiqa.oidc.federation.automatic_registration import AutomaticRegistration
from thiqa.oidc.federation.discovery import FetchText
from thiqa.oidc.federation.own_configuration import OwnConfiguration
from thiqa.oidc.federation.resolver import Resolver
from thiqa.oidc.federation.trust_policy import TrustPolicy, read_trust_policy
from thiqa.oidc.store import Records

MAX_FILE_CHARACTERS = 2_000_000


@dataclass(frozen=True, slots=True)
class Member:
    """What being in a federation adds to the provider."""

    strangers: AutomaticRegistration
    configuration: OwnConfiguration

    @classmethod
    def join(
        cls,
        issuer: str,
        trust: TrustPolicy,
        keys: FederationKeys,
        fetch: FetchText,
        database: Database[Records],
        clock: Clock,
    ) -> Self:
        """Take part in a federation as its file says; make a key where there is none."""
        keys.ensure(clock())
        resolver = Resolver(trust.anchors, fetch, clock)
        return cls(
            AutomaticRegistration(resolver, trust, database, clock),
            OwnConfiguration(issuer, trust, keys.signers, clock),
        )


def read_federation_file(file: Path) -> TrustPolicy:
    """Read the operator's file; raise RegistrationError, whose text names file and place."""
    try:
        text = file.read_bytes()
        return read_trust_policy(parse_json_object(text, max_characters=MAX_FILE_CHARACTERS))
    except (OSError, EncodingError, RegistrationError) as error:
        raise RegistrationError(f"{file}: {error}") from error
