"""What the provider has to know about this counter."""

from typing import Any

from thiqa.counter.desk.purpose import DESK
from thiqa.counter.identity.registration import registration_for
from thiqa.counter.purpose import POLICE_RECORD, SERVICE_NAME
from thiqa.counter.settings import Settings
from thiqa.crypto import Signer


def registration(settings: Settings, signer: Signer) -> dict[str, Any]:
    """Return our registration, with the purposes of our services."""
    return registration_for(settings, signer, SERVICE_NAME, [POLICE_RECORD, DESK])
