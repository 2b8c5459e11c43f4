"""The HTTP that Twilio's client speaks through: our host, our time limits, no second try."""

import json
import re
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from http.cookiejar import DefaultCookiePolicy
from typing import Any
from urllib.parse import urlsplit

import requests
from requests.adapters import HTTPAdapter
from twilio.http.response import Response
from urllib3.exceptions import HTTPError
from urllib3.util import Timeout

POOL = 32
LONGEST_WAIT_SECONDS = 86_400.0


class UnreadableAnswer(requests.RequestException):
    """Twilio took the request and answered with something that is not its JSON."""


@dataclass(frozen=True)
class Limits:
    """Seconds to connect, to wait for an answer's head, and for the whole call."""

    connect: float = 3.0
    read: float = 12.0
    call: float = 15.0


@dataclass(frozen=True)
class Answer:
    """The status of the calling thread's last answer, and the seconds it asked to wait."""

    status: int
    retry_after: float | None


class TwilioHttp:
    """What `twilio.rest.Client` calls as its http client. Safe to share by threads."""

    is_async = False

    def __init__(self, api_url: str | None, limits: Limits | None = None) -> None:
        """Send to Twilio's own hosts, or every request to `api_url` where it is given."""
        self._api_url = api_url
        self._limits = limits or Limits()
        self._last = threading.local()
        self._session = requests.Session()
        self._session.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))
        # A proxy of the environment is for Twilio's own hosts, not for a stand-in nearby.
        self._session.trust_env = api_url is None
        for scheme in ("http://", "https://"):
            self._session.mount(scheme, HTTPAdapter(pool_maxsize=POOL, max_retries=0))

    def request(
        self,
        method: str,
        url: str,
        params: Mapping[str, Any] | None = None,
        data: Mapping[str, Any] | None = None,
        headers: Mapping[str, str] | None = None,
        auth: tuple[str, str] | None = None,
        timeout: float | None = None,
        allow_redirects: bool = False,
    ) -> Response:
        """Send one request, once, and read its answer, within the limits.

        The last two arguments are the library's and are not heeded. Raises
        requests.RequestException.
        """
        self._last.answer = None
        deadline = time.monotonic() + self._limits.call
        timeouts = Timeout(self._limits.call, self._limits.connect, self._limits.read)
        as_json = (headers or {}).get("Content-Type") == "application/json"
        response = self._session.request(
            method,
            located(url, self._api_url),
            params=params,
            data=None if as_json else data,
            json=data if as_json else None,
            headers=headers,
            auth=auth,
            # The stubs do not know urllib3's object, which alone can bound the sum of both.
            timeout=timeouts,  # type: ignore[arg-type]
            allow_redirects=False,
            stream=True,
        )
        self._last.answer = Answer(response.status_code, _retry_after(response.headers))
        return Response(response.status_code, _body(response, deadline), response.headers)

    def last_answer(self) -> Answer | None:
        """What the calling thread's last request was answered; None while it was not."""
        answer: Answer | None = getattr(self._last, "answer", None)
        return answer


def located(url: str, api_url: str | None) -> str:
    """The same path and query at `api_url`, where one is given."""
    if api_url is None:
        return url
    parts = urlsplit(url)
    query = f"?{parts.query}" if parts.query else ""
    return f"{api_url.rstrip('/')}{parts.path}{query}"


def _body(response: requests.Response, deadline: float) -> str:
    """The answer's text. Of a success it is a JSON object, or UnreadableAnswer is raised."""
    try:
        text = _read(response, deadline).decode("utf-8", "replace")
    except requests.RequestException:
        if not 400 <= response.status_code < 500:
            raise
        text = ""  # refused for certain; only the reason is lost
    finally:
        response.close()
    if 200 <= response.status_code < 300 and not _is_object(text):
        raise UnreadableAnswer("the answer is not a JSON object", response=response)
    return text


def _read(response: requests.Response, deadline: float) -> bytes:
    """Read what arrives until the deadline: a body that trickles would outlive a read time-out."""
    raw = response.raw
    parts: list[bytes] = []
    try:
        while (left := deadline - time.monotonic()) > 0:
            connection = raw.connection
            if connection is not None and connection.sock is not None:
                connection.sock.settimeout(left)
            part = raw.read1(65536, decode_content=True)
            if not part:
                return b"".join(parts)
            parts.append(part)
    except (HTTPError, OSError) as problem:
        raise UnreadableAnswer("the answer was cut off", response=response) from problem
    raise UnreadableAnswer("the answer took too long", response=response)


def _is_object(text: str) -> bool:
    try:
        return isinstance(json.loads(text), dict)
    except (ValueError, RecursionError):
        return False


def _retry_after(headers: Mapping[str, str]) -> float | None:
    """Seconds to wait as the answer names them: a number, or a date beside the answer's own."""
    value = headers.get("Retry-After", "").strip()
    if re.fullmatch(r"[0-9]{1,9}(\.[0-9]{1,9})?", value):
        return min(float(value), LONGEST_WAIT_SECONDS)
    try:
        until = parsedate_to_datetime(value)
        seconds = (until - parsedate_to_datetime(headers.get("Date", ""))).total_seconds()
    except (TypeError, ValueError):
        return None
    return min(max(seconds, 0.0), LONGEST_WAIT_SECONDS)
