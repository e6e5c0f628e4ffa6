"""A receipt as a country would have it: ten million entries, three witnesses, long names."""

import hashlib

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from specimen_log import NOON, signer
from thiqa.base import b64url_encode
from thiqa.ledger.checkpoint import TreeHead, sign_checkpoint
from thiqa.ledger.cosignature import Cosigner
from thiqa.ledger.entry import seal_entry
from thiqa.ledger.events import Release
from thiqa.ledger.merkle import hash_leaf, inclusion_spans, root_of_inclusion
from thiqa.ledger.note import parse_note
from thiqa.ledger.policy import LogPolicy
from thiqa.ledger.policy_file import parse_policy
from thiqa.ledger.receipt import Receipt, format_receipt

ENTRIES, INDEX = 10_000_000, 7_654_321
LOG = signer(origin="thiqa.gov.example/record")
WITNESSES = [
    Cosigner(name, Ed25519PrivateKey.from_private_bytes(_hash.digest()))
    for name in (
        "witness.almaghribi-newspaper.example",
        "transparency.university.example/witness",
        "data-protection.example/witness",
    )
    for _hash in [hashlib.sha256(name.encode())]
]


def national_policy() -> LogPolicy:
    """Return the policy that wants two of the three witnesses."""
    lines = [f"witness w{at} {each.key.text}" for at, each in enumerate(WITNESSES)]
    lines += ["group most 2 w0 w1 w2", "quorum most"]
    return parse_policy("\n".join(lines)).with_log(LOG.verifier_key)


def national_receipt() -> str:
    """Return the receipt of a release of ten claims."""
    entry = seal_entry(_release(), lambda size: _bytes("salt")[:size])
    proof = tuple(_bytes(f"sibling {at}") for at, _ in enumerate(inclusion_spans(INDEX, ENTRIES)))
    root = root_of_inclusion(
        index=INDEX, size=ENTRIES, leaf_hash=hash_leaf(entry.leaf), proof=proof
    )
    checkpoint = sign_checkpoint(TreeHead(ENTRIES, root), LOG)
    text, _ = parse_note(checkpoint)
    checkpoint += "".join(each.cosign(text, NOON + 3).line for each in WITNESSES)
    return format_receipt(Receipt(entry.leaf, entry.opening, INDEX, proof, checkpoint))


def _release() -> Release:
    return Release(
        at=NOON,
        client_id="https://services.justice.gov.example/criminal-record",
        sector="justice",
        subject=b64url_encode(_bytes("subject")),
        purpose="criminal-record-extract",
        article="القانون رقم 09-08، المادة 4 – Loi n° 09-08, article 4, alinéa 2",
        claims=(
            "address",
            "birthdate",
            "family_name",
            "family_name#ar",
            "gender",
            "given_name",
            "given_name#ar",
            "national_number",
            "nationality",
            "place_of_birth",
        ),
        consent_text_hash=b64url_encode(_bytes("consent")),
        acr="high",
        valid_for=31_536_000,
    )


def _bytes(what: str) -> bytes:
    return hashlib.sha256(what.encode()).digest()
