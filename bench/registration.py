"""The relying party's registration with Thiqa, by its own command line."""

import json
import subprocess
from collections.abc import Mapping
from pathlib import Path

from bench.citizens import COMMAND
from bench.client import CLAIMS, Client
from bench.errors import BenchError


def register(client: Client, file: Path, settings: Mapping[str, str]) -> None:
    """Register a client that asks for the claims of the benchmark."""
    text = dict.fromkeys(("ar", "fr", "zgh", "en"), "Benchmark")
    purpose = {
        "id": "bench",
        "name": text,
        "law": {"reference": text},
        "retention_days": 1,
        "claims": [{"name": name, "essential": True} for name in CLAIMS],
    }
    registration = {
        "client_id": client.id,
        "name": text,
        "jwks": {"keys": [client.public_jwk()]},
        "redirect_uris": [client.redirect_uri],
        "grant_types": ["authorization_code", "refresh_token", "client_credentials"],
        "sector": "bench",
        "id_token_signed_response_alg": "ES256",
        "default_purpose": "bench",
        "purposes": [purpose],
    }
    file.write_text(json.dumps(registration))
    command = [str(COMMAND), "client", "add", str(file)]
    done = subprocess.run(
        command, env=settings, capture_output=True, text=True, timeout=60, check=False
    )
    if done.returncode:
        raise BenchError(f"thiqa client add: {done.stderr}")
