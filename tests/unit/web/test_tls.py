"""Our own TLS takes what FAPI takes, and nothing else."""

import ssl
from pathlib import Path

from thiqa.web.tls import server_context
from tls_certificates import SERVER_AUTH, self_signed

PERMITTED_IN_TLS_1_2 = {
    "ECDHE-ECDSA-AES128-GCM-SHA256",
    "ECDHE-ECDSA-AES256-GCM-SHA384",
    "ECDHE-RSA-AES128-GCM-SHA256",
    "ECDHE-RSA-AES256-GCM-SHA384",
}
"""RFC 9325, section 4.2."""


def context_of(folder: Path) -> ssl.SSLContext:
    identity = self_signed("localhost", dns=("localhost",), purpose=SERVER_AUTH)
    return server_context(*identity.write(folder, "server"))


def test_tls_1_2_has_the_recommended_ciphers_alone(tmp_path: Path) -> None:
    ciphers = context_of(tmp_path).get_ciphers()
    offered = {each["name"] for each in ciphers if each["protocol"] != "TLSv1.3"}
    assert offered == PERMITTED_IN_TLS_1_2


def test_nothing_older_than_tls_1_2_is_spoken(tmp_path: Path) -> None:
    assert context_of(tmp_path).minimum_version is ssl.TLSVersion.TLSv1_2
