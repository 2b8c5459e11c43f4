"""Fetching an attachment from where Twilio says it lies, and from nowhere it must not lead."""

import re
import ssl
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from urllib.parse import SplitResult, urljoin, urlsplit

import certifi
import urllib3
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.exceptions import HTTPError
from urllib3.util import Timeout, make_headers

from crm.provider import FetchedMedia, MediaMissing, MediaRefused, ProviderUnavailable
from providers import file_names, media_types, public_address
from providers.twilio_http import located

CONNECT_SECONDS = 3.0
READ_SECONDS = 10.0
FETCH_SECONDS = 30.0
REDIRECTS = 3
TWILIO_HOST = re.compile(r"([a-z0-9-]+\.)+twilio\.com")
PORTS = {"http": 80, "https": 443}


class TwilioMedia:
    """Fetches attachments. Safe to share by threads."""

    def __init__(
        self,
        account_sid: str,
        auth_token: str,
        api_url: str | None,
        seconds: float = FETCH_SECONDS,
    ) -> None:
        """Take the credentials, and the address that stands in for Twilio's hosts if any."""
        self._seconds = seconds
        self._account_path = f"/2010-04-01/Accounts/{account_sid}/"
        self._credentials = make_headers(basic_auth=f"{account_sid}:{auth_token}")
        self._api_url = api_url
        self._api = _origin(urlsplit(api_url)) if api_url else None
        self._tls = ssl.create_default_context(cafile=certifi.where())

    def fetch(self, url: str, limit: int) -> FetchedMedia:
        """Fetch an attachment of at most `limit` bytes, redirects included.

        A body that trickles ends at the time limit, a head that does not come within
        READ_SECONDS. Raises MediaMissing, MediaRefused or ProviderUnavailable.
        """
        deadline = time.monotonic() + self._seconds
        address, headers = self._stand_in(url), {}
        if self.may_have_credentials(address):
            headers = self._credentials
        for _ in range(REDIRECTS + 1):
            with self._answered(_split(address), headers, deadline) as answer:
                if answer.status in (301, 302, 303, 307, 308):
                    address = self._stand_in(_joined(address, answer.headers.get("Location", "")))
                    headers = {}
                    continue
                _check_status(answer.status)
                content = _read(answer, limit, deadline)
                return _fetched(content, answer)
        raise MediaRefused("too many redirects")

    def _stand_in(self, url: str) -> str:
        """The address to use: what stands in for Twilio's own hosts, if anything does."""
        host = _split(url).hostname or ""
        return located(url, self._api_url) if TWILIO_HOST.fullmatch(host) else url

    def may_have_credentials(self, address: str) -> bool:
        """Only our account's own paths at Twilio's hosts, or whatever stands in for them."""
        parts = _split(address)
        if self._api is not None:
            return _origin(parts) == self._api
        is_twilio = TWILIO_HOST.fullmatch(parts.hostname or "") and parts.path.startswith(
            self._account_path
        )
        return bool(is_twilio) and _origin(parts)[0::2] == ("https", 443)

    @contextmanager
    def _answered(
        self, parts: SplitResult, headers: dict[str, str], deadline: float
    ) -> Iterator[urllib3.BaseHTTPResponse]:
        """The answer to one request, its body unread. Raises MediaRefused, ProviderUnavailable."""
        left = deadline - time.monotonic()
        if left <= 0:
            raise ProviderUnavailable("the attachment took too long")
        query = f"?{parts.query}" if parts.query else ""
        with self._connection(parts, Timeout(left, CONNECT_SECONDS, READ_SECONDS)) as pool:
            try:
                answer = pool.request(
                    "GET",
                    (parts.path or "/") + query,
                    headers={"Host": parts.netloc, "Accept-Encoding": "identity", **headers},
                    redirect=False,
                    retries=False,
                    preload_content=False,
                    decode_content=False,
                )
                with closing(answer):
                    yield answer
            except (HTTPError, OSError, ValueError) as problem:
                raise ProviderUnavailable(type(problem).__name__) from problem

    def _connection(self, parts: SplitResult, timeout: Timeout) -> HTTPConnectionPool:
        """A way to the host by the very address that was checked. Raises MediaRefused."""
        scheme, host, port = _origin(parts)
        if (scheme, host, port) == self._api:
            address = host
        elif scheme != "https":
            raise MediaRefused("not an https address")
        else:
            address = _public(host, port)
        if scheme == "http":
            return HTTPConnectionPool(address, port, timeout=timeout)
        return HTTPSConnectionPool(
            address,
            port,
            timeout=timeout,
            ssl_context=self._tls,
            server_hostname=host,
            assert_hostname=host,
        )


def _split(url: str) -> SplitResult:
    """The parts of an http(s) address. Raises MediaRefused for any other."""
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError as problem:
        raise MediaRefused("a malformed address") from problem
    if parts.scheme not in PORTS or not parts.hostname or "@" in parts.netloc:
        raise MediaRefused("not an http address")
    return parts


def _joined(address: str, location: str) -> str:
    """Where a redirect leads. Raises MediaRefused where that is no address."""
    try:
        return urljoin(address, location)
    except ValueError as problem:
        raise MediaRefused("a malformed address") from problem


def _origin(parts: SplitResult) -> tuple[str, str, int]:
    """Scheme, host and port, the port named even where the address leaves it out."""
    return parts.scheme, parts.hostname or "", parts.port or PORTS[parts.scheme]


def _public(host: str, port: int) -> str:
    try:
        return public_address.resolve(host, port)
    except public_address.NotPublic as problem:
        raise MediaRefused("an address inside a private network") from problem
    except (OSError, UnicodeError) as problem:
        raise ProviderUnavailable("the attachment's host is not known") from problem


def _check_status(status: int) -> None:
    """Raise what a status other than 200 means."""
    if status == 200:
        return
    if status in (404, 410):
        raise MediaMissing(f"HTTP {status}")
    # 401 and 403 are a fault of credentials or of an aged link: asked anew it may be mended.
    if status >= 500 or status in (401, 403, 408, 425, 429):
        raise ProviderUnavailable(f"HTTP {status}")
    raise MediaRefused(f"HTTP {status}")


def _read(answer: urllib3.BaseHTTPResponse, limit: int, deadline: float) -> bytes:
    """The body, while it keeps to the limit and the time."""
    announced = answer.headers.get("Content-Length", "")
    if announced.isdecimal() and int(announced) > limit:
        raise MediaRefused("too large")
    content = bytearray()
    while part := answer.read1(65536):
        content += part
        if len(content) > limit:
            raise MediaRefused("too large")
        if time.monotonic() > deadline:
            raise ProviderUnavailable("the attachment took too long")
    if not content:
        raise MediaMissing("nothing there")
    return bytes(content)


def _fetched(content: bytes, answer: urllib3.BaseHTTPResponse) -> FetchedMedia:
    name = file_names.from_disposition(answer.headers.get("Content-Disposition"))
    announced = answer.headers.get("Content-Type", "")
    content_type = media_types.recognize(content, announced, name)
    if content_type is None:
        raise MediaRefused("a type of file that is not taken")
    return FetchedMedia(content, content_type, name)
