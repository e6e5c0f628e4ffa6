"""A security module for tests: SoftHSM, the Debian package, with a folder of tokens of its own."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pkcs11
from cryptography.hazmat.primitives.asymmetric import ec
from pkcs11.util.ec import encode_ec_public_key, encode_named_curve_parameters

from thiqa.documents.sealing import TokenAddress

LIBRARIES = (
    Path("/usr/lib/softhsm/libsofthsm2.so"),
    Path("/usr/lib/x86_64-linux-gnu/softhsm/libsofthsm2.so"),
    Path("/usr/lib/aarch64-linux-gnu/softhsm/libsofthsm2.so"),
)
TOKEN = "thiqa"
UNUSED_TOKEN = "nobody-signs-in-here"
PIN = "246813"


class SecurityModuleMissingError(Exception):
    """The Debian package is not installed."""


@dataclass(frozen=True)
class SecurityModule:
    """A module with a token for keys, and one that nobody uses."""

    library: Path

    def address(self, key: str, *, pin: str = PIN, token: str = TOKEN) -> TokenAddress:
        """Say where a key is."""
        return TokenAddress(self.library, token, key, lambda: pin)

    def make_key(self, label: str, curve: str = "secp256r1") -> ec.EllipticCurvePublicKey:
        """Make a key in the token, which never gives it out."""
        with self._session() as session:
            parameters = session.create_domain_parameters(
                pkcs11.KeyType.EC,
                {pkcs11.Attribute.EC_PARAMS: encode_named_curve_parameters(curve)},
                local=True,
            )
            public, _ = parameters.generate_keypair(store=True, label=label)
            return _read(encode_ec_public_key(public))

    def remove_key(self, label: str) -> None:
        """Take a key out of the token."""
        with self._session() as session:
            for each in list(session.get_objects({pkcs11.Attribute.LABEL: label})):
                each.destroy()

    def _session(self) -> Any:
        token = pkcs11.lib(str(self.library)).get_token(token_label=TOKEN)
        try:
            return token.open(rw=True, user_pin=PIN)
        except pkcs11.exceptions.UserAlreadyLoggedIn:
            return token.open(rw=True)


@contextmanager
def make_security_module(folder: Path) -> Iterator[SecurityModule]:
    """Make a token in a folder; one folder for a process, as the library reads it once."""
    library = next((each for each in LIBRARIES if each.exists()), None)
    program = shutil.which("softhsm2-util")
    if library is None or program is None:
        raise SecurityModuleMissingError("install the Debian package softhsm2 for this test")
    tokens = folder / "tokens"
    tokens.mkdir()
    configuration = folder / "softhsm2.conf"
    configuration.write_text(f"directories.tokendir = {tokens}\nlog.level = ERROR\n")
    os.environ["SOFTHSM2_CONF"] = str(configuration)
    command = [program, "--init-token", "--free", "--pin", PIN, "--so-pin", PIN, "--label"]
    for label in (TOKEN, UNUSED_TOKEN):
        subprocess.run([*command, label], check=True, capture_output=True, timeout=30)
    try:
        yield SecurityModule(library)
    finally:
        del os.environ["SOFTHSM2_CONF"]


def _read(der: bytes) -> ec.EllipticCurvePublicKey:
    from cryptography.hazmat.primitives.serialization import load_der_public_key  # noqa: PLC0415

    key = load_der_public_key(der)
    assert isinstance(key, ec.EllipticCurvePublicKey)
    return key
