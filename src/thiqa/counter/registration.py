"""What the provider has to know about this counter."""

from typing import Any

from thiqa.counter.catalogue import load_catalogue
from thiqa.counter.desk.purpose import DESK
from thiqa.counter.identity.purpose import Purpose
from thiqa.counter.identity.registration import registration_for
from thiqa.counter.purpose import SERVICE_NAME, SIGN_IN
from thiqa.counter.settings import Settings
from thiqa.crypto import Signer


def registration(settings: Settings, signer: Signer) -> dict[str, Any]:
    """Return our registration, with the purposes of our services."""
    services = load_catalogue(settings.catalogue).values()
    purposes: list[Purpose] = [SIGN_IN, *(service.purpose for service in services), DESK]
    return registration_for(settings, signer, SERVICE_NAME, purposes)
