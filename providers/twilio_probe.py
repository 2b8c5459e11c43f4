"""Calling our own public address as Twilio does, to see whether its signature would pass.

A probe carries the account and a word of its own that only the holder of the token can make,
and no message. Who gets one answers with the word, so that another page's 200 counts for nothing.
"""

import hashlib
import hmac
import re
import secrets
import time
from collections.abc import Mapping, Sequence

import requests

from crm.probe import ProbeAnswer
from providers.twilio_signature import signature

FIELD = "DreamlandProbe"
NONCE = re.compile("[0-9a-f]{16}")
CONNECT_SECONDS, READ_SECONDS = 4.0, 10.0
LONGEST_ANSWER = 2000


def call(url: str, account_sid: str, auth_token: str, *, genuine: bool) -> ProbeAnswer:
    """Send one probe, signed with the token or, if it is not `genuine`, with a made-up one."""
    own = word(secrets.token_hex(8), auth_token)
    form = {"AccountSid": account_sid, FIELD: own}
    signed = signature(auth_token if genuine else secrets.token_hex(16), url, form)
    began = time.monotonic()
    try:
        with requests.post(
            url,
            data=form,
            headers={"X-Twilio-Signature": signed},
            timeout=(CONNECT_SECONDS, READ_SECONDS),
            allow_redirects=False,
            stream=True,
        ) as response:
            text = response.raw.read(LONGEST_ANSWER, decode_content=True).decode("utf-8", "replace")
            status = response.status_code
    except (requests.RequestException, OSError) as problem:
        return ProbeAnswer(None, False, _since(began), _problem(problem))
    return ProbeAnswer(status, own in text, _since(began))


def read(form: Mapping[str, str], auth_tokens: Sequence[str]) -> str | None:
    """The word of a probe that was made with one of the tokens; None: it is none."""
    found = form.get(FIELD, "")
    nonce = found.partition(".")[0]
    if not NONCE.fullmatch(nonce) or not found.isascii():
        return None
    known = any(hmac.compare_digest(found, word(nonce, token)) for token in auth_tokens)
    return found if known else None


def word(nonce: str, auth_token: str) -> str:
    """What a probe calls itself: something of its own, and the proof that the token made it."""
    proof = hmac.new(auth_token.encode(), f"probe:{nonce}".encode(), hashlib.sha256)
    return f"{nonce}.{proof.hexdigest()}"


def _since(began: float) -> int:
    return round((time.monotonic() - began) * 1000)


def _problem(problem: Exception) -> str:
    """Why nothing answered."""
    if isinstance(problem, requests.exceptions.SSLError):
        return "tls"
    if isinstance(problem, requests.Timeout | TimeoutError):
        return "silent"
    return "name" if "NameResolutionError" in str(problem) else "refused"
