"""Twilio's signature over an address and its whole form."""

import base64
import hashlib
import hmac
from collections.abc import Mapping, Sequence
from typing import Any

from twilio.request_validator import RequestValidator


class _Validator(RequestValidator):  # type: ignore[misc]  # it has no types
    """The library's, which also takes text that is no proper Unicode."""

    def compute_signature(self, uri: str, params: Any, algorithm: str | None = None) -> str:
        """The library's signature; half an emoji counts as its three bytes, as it came."""
        try:
            return str(super().compute_signature(uri, params, algorithm))
        except UnicodeEncodeError:
            signed = uri + "".join(
                name + value
                for name in sorted(set(params))
                for value in sorted(set(self.get_values(params, name)))
            )
            whole = signed.encode("utf-8", "surrogatepass")
            digest = hmac.new(self.token, whole, hashlib.sha1).digest()
            return base64.b64encode(digest).decode()


class Signatures:
    """Checks signatures made with any of the account's tokens. Safe to share by threads."""

    def __init__(self, auth_tokens: Sequence[str]) -> None:
        """Take every token a signature may be made with: two while they are rotated."""
        # An empty token would make a signature that anyone can compute.
        self._validators = [_Validator(token) for token in auth_tokens if token]

    def verify(self, url: str, form: Any, signature: str) -> bool:
        """Whether one of the tokens made `signature` for this address and form (a MultiDict)."""
        if not signature:
            return False
        return any(_matches(one, url, form, signature) for one in self._validators)


def signature(auth_token: str, url: str, form: Mapping[str, str]) -> str:
    """What Twilio would send beside this form, signed with the token."""
    return _Validator(auth_token).compute_signature(url, form)


def _matches(validator: Any, url: str, form: Any, signature: str) -> bool:
    try:
        return bool(validator.validate(url, form, signature))
    except (TypeError, ValueError):
        # A form or an address that cannot be encoded was not signed by Twilio.
        return False
