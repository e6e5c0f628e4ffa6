"""Holds the receipts of a folder against Thiqa's record: a day, or what came since the last time.

`python reconcile.py FOLDER [DAY]`, a day as 2026-11-21 (UTC). One receipt in each `*.txt`.
Settings: ISSUER, CLIENT_ID, KEY_FILE (a private JWK). Ends with 1 if there is a difference.
"""

import base64
import hashlib
import json
import os
import sys
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import requests
from jwskate import Jwk
from requests_oauth2client import PrivateKeyJwt

ISSUER = os.environ.get("ISSUER", "http://localhost:8400")
CLIENT_ID = os.environ.get("CLIENT_ID", "town-hall")
KEY_FILE = Path(os.environ.get("KEY_FILE", "service-key.json"))

DAY = 86_400
SETTLED = 120  # seconds after which all receipts of a period have come
BATCH = 400  # receipts in one batch; Thiqa takes 500


# [read]
def read(text: str) -> tuple[int, str]:
    """Return of a receipt when its entry was made, and the hash of its leaf (RFC 6962)."""
    extra = next(line for line in text.splitlines() if line.startswith("extra "))
    leaf, opening = base64.b64decode(extra.removeprefix("extra ")).split(b"\n", 1)
    leaf_hash = hashlib.sha256(b"\0" + leaf).digest()
    return json.loads(opening)["at"], base64.urlsafe_b64encode(leaf_hash).decode().rstrip("=")


# [/read]


# [send]
def send(**fields: str) -> dict[str, Any]:
    """Send a batch, with a new proof of who we are; after 503 it can be sent again."""
    key = Jwk.from_json(KEY_FILE.read_text()).with_kid_thumbprint()
    proof = PrivateKeyJwt(CLIENT_ID, key, alg="ES256", aud=ISSUER)
    for attempt in range(3):
        answer = requests.post(f"{ISSUER}/reconciliation", data=fields, auth=proof, timeout=10)
        if answer.status_code != requests.codes.unavailable or attempt == 2:
            break
        time.sleep(int(answer.headers.get("retry-after", "1")))
    if not answer.ok:
        sys.exit(answer.text)
    found: dict[str, Any] = answer.json()
    return found


# [/send]


# [reconcile]
def reconcile(receipts: list[tuple[int, str]], start: int, end: int) -> int:
    """Send all receipts of a time in batches that follow each other; return the differences."""
    ours = sorted(each for each in receipts if start <= each[0] < end)
    differences = 0
    while start < end:
        # A batch speaks for its own period, and a period begins and ends with a whole second.
        stop = ours[BATCH][0] if len(ours) > BATCH else end
        batch = [leaf_hash for at, leaf_hash in ours if at < stop]
        answer = send(**{"from": str(start), "to": str(stop), "leaf_hashes": " ".join(batch)})
        for kind in ("held_by_service_only", "held_by_us_only"):
            for leaf_hash in answer[kind]:
                print(kind, leaf_hash)
                differences += 1
        ours, start = ours[len(batch) :], stop
    return differences


# [/reconcile]


def main() -> None:
    """Reconcile one day, or all that is settled since the last time."""
    receipts = [read(file.read_text()) for file in Path(sys.argv[1]).glob("*.txt")]
    if len(sys.argv) > 2:
        start = int(datetime.fromisoformat(sys.argv[2]).replace(tzinfo=UTC).timestamp())
        end = start + DAY
    else:
        end = int(time.time()) - SETTLED
        start = send()["reconciled_to"] or end - DAY
    sys.exit(1 if reconcile(receipts, start, end) else 0)


if __name__ == "__main__":
    main()
