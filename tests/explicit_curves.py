"""Public keys whose curve is written out, as travel documents want them (Doc 9303-12, 4.4.2)."""

from asn1crypto import core, keys

from thiqa.crypto.curves import Curve
from thiqa.crypto.points import Point


def explicit_key(
    curve: Curve,
    point: Point,
    *,
    generator: Point | None = None,
    cofactor: int | None = 1,
    seed: bytes | None = None,
) -> bytes:
    """Return a SubjectPublicKeyInfo with every parameter of its curve."""
    size = curve.field_bytes
    form = {"a": curve.a.to_bytes(size), "b": curve.b.to_bytes(size)}
    if seed is not None:
        form["seed"] = seed
    domain = {
        "version": "ecdpVer1",
        "field_id": {"field_type": "prime_field", "parameters": core.Integer(curve.p)},
        "curve": form,
        "base": curve.encode(generator or curve.generator),
        "order": curve.order,
        "cofactor": cofactor,
    }
    parameters = keys.ECDomainParameters({"specified": keys.SpecifiedECDomain(domain)})
    return bytes(
        keys.PublicKeyInfo(
            {
                "algorithm": {"algorithm": "ec", "parameters": parameters},
                "public_key": keys.ECPointBitString(b"\x04" + curve.encode(point)[1:]),
            }
        ).dump()
    )
