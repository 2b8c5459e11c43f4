"""Twilio's signature over an address and its whole form."""

from collections.abc import Sequence
from typing import Any

from twilio.request_validator import RequestValidator


class Signatures:
    """Checks signatures made with any of the account's tokens. Safe to share by threads."""

    def __init__(self, auth_tokens: Sequence[str]) -> None:
        """Take every token a signature may be made with: two while they are rotated."""
        # An empty token would make a signature that anyone can compute.
        self._validators = [RequestValidator(token) for token in auth_tokens if token]

    def verify(self, url: str, form: Any, signature: str) -> bool:
        """Whether one of the tokens made `signature` for this address and form (a MultiDict)."""
        if not signature:
            return False
        return any(_matches(one, url, form, signature) for one in self._validators)


def _matches(validator: Any, url: str, form: Any, signature: str) -> bool:
    try:
        return bool(validator.validate(url, form, signature))
    except (TypeError, ValueError):
        # A form or an address that cannot be encoded was not signed by Twilio.
        return False
