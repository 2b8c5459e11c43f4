"""The signature on a webhook, from Twilio's public description of it."""

import base64
import hashlib
import hmac
from collections import defaultdict
from collections.abc import Iterable

Pairs = list[tuple[str, str]]


def sign(token: str, url: str, pairs: Iterable[tuple[str, str]]) -> str:
    """What stands in X-Twilio-Signature for a form posted to `url` (its fragment left out).

    The address, then each key in order with each of its different values, under HMAC-SHA1.
    """
    values: defaultdict[str, set[str]] = defaultdict(set)
    for key, value in pairs:
        values[key].add(value)
    text = url.partition("#")[0] + "".join(
        key + value for key in sorted(values) for value in sorted(values[key])
    )
    digest = hmac.new(token.encode(), text.encode("utf-8", "surrogatepass"), hashlib.sha1).digest()
    return base64.b64encode(digest).decode()
