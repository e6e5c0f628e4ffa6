"""An ID token signed by a key that nobody has seen before."""

import asyncio
import json
from typing import Any

from starlette.types import Message, Send

from thiqa.base import Clock
from thiqa.crypto import (
    Algorithm,
    PassingKeys,
    SignatureInvalidError,
    read_claims_unverified,
    read_header,
)


def sign_with_a_new_key(send: Send, keys: PassingKeys, authorization: bytes, clock: Clock) -> Send:
    """Return a `send` that signs the ID token of a token response anew, with a key of its own.

    The key is in the JWK Set before the answer is sent.
    """
    held: list[Message] = []

    async def sending(message: Message) -> None:
        held.append(message)
        if message.get("more_body", False) or message["type"] != "http.response.body":
            return
        start, body = held[0], b"".join(each.get("body", b"") for each in held[1:])
        body = await _signed_anew(body, keys, authorization, clock())
        length = str(len(body)).encode()
        kept = [pair for pair in start["headers"] if pair[0] != b"content-length"]
        await send({**start, "headers": [(b"content-length", length), *kept]})
        await send({"type": "http.response.body", "body": body})

    return sending


async def _signed_anew(body: bytes, keys: PassingKeys, authorization: bytes, now: int) -> bytes:
    try:
        answer: dict[str, Any] = json.loads(body)
        token = str(answer["id_token"])
        header, claims = read_header(token), read_claims_unverified(token)
    except (ValueError, KeyError, TypeError, SignatureInvalidError):
        return body  # an error, or no ID token: there is nothing to sign
    algorithm = Algorithm(header["alg"])
    signer = await asyncio.to_thread(keys.make, authorization, algorithm, now)
    answer["id_token"] = signer.sign(claims, typ=str(header.get("typ", "JWT")))
    return json.dumps(answer, separators=(",", ":")).encode()
