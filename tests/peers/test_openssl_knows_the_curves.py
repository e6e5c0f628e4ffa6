"""Each curve and group has the parameters that OpenSSL gives it under this name."""

import base64
import subprocess

import pytest
from asn1crypto import core, keys

from thiqa.crypto.curves import CURVES, Curve, curve_of_oid
from thiqa.crypto.modp_groups import GROUPS, ModpGroup

OTHER_NAMES = {"secp192r1": "prime192v1", "secp256r1": "prime256v1"}


def openssl(*arguments: str) -> bytes:
    return subprocess.run(["openssl", *arguments], check=True, capture_output=True).stdout


@pytest.mark.parametrize("curve", CURVES, ids=lambda curve: curve.name)
def test_a_curve(curve: Curve) -> None:
    name = OTHER_NAMES.get(curve.name, curve.name)
    arguments = ("ecparam", "-name", name, "-outform", "DER")
    named = core.ObjectIdentifier.load(openssl(*arguments))
    assert curve_of_oid(named.dotted) is curve
    explicit = keys.SpecifiedECDomain.load(openssl(*arguments, "-param_enc", "explicit"))
    coefficients = [int.from_bytes(explicit["curve"][each].contents) for each in "ab"]
    assert explicit["field_id"]["parameters"].native == curve.p
    assert coefficients == [curve.a, curve.b]
    assert curve.decode(explicit["base"].contents) == curve.generator
    assert explicit["order"].native == curve.order
    assert explicit["cofactor"].native == 1


@pytest.mark.parametrize("group", GROUPS, ids=lambda group: group.name)
def test_a_group(group: ModpGroup) -> None:
    number = GROUPS.index(group) + 1
    pem = openssl("genpkey", "-genparam", "-algorithm", "DHX", "-pkeyopt", f"dh_rfc5114:{number}")
    body = "".join(line for line in pem.decode().splitlines() if "-" not in line)
    parameters = core.SequenceOf(spec=core.Integer).load(base64.b64decode(body))
    numbers = [item.native for item in parameters][:3]
    assert numbers == [group.p, group.generator, group.order]
