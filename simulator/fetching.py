"""Fetches the files of outbound messages, as Twilio does before it sends one: HEAD, then GET."""

import base64
import http.client
import re
import time
import urllib.parse
from dataclasses import dataclass

from simulator import attachments, clock, posting
from simulator.config import Config, is_loopback
from simulator.network import Network
from simulator.records import Message

FAILED = "63019"
LARGEST = 16 * 1024 * 1024
OFFICE = "application/vnd.openxmlformats-officedocument"
TYPES = {
    "application/pdf": b"%PDF-",
    "image/jpeg": b"\xff\xd8\xff",
    "image/png": b"\x89PNG",
    "image/webp": b"RIFF",
    "audio/ogg": b"OggS",
    "audio/mpeg": b"",
    "audio/aac": b"",
    "audio/amr": b"",
    "audio/3gpp": b"",
    "video/mp4": b"",
    "text/vcard": b"BEGIN:VCARD",
    "application/msword": b"",
    f"{OFFICE}.wordprocessingml.document": b"PK",
    f"{OFFICE}.presentationml.presentation": b"PK",
    f"{OFFICE}.spreadsheetml.sheet": b"PK",
}
"""What WhatsApp takes, and how such a file begins where that is short to say."""


@dataclass(frozen=True)
class Answer:
    """What the product said of a file."""

    status: int
    content_type: str
    disposition: str
    content: bytes


def is_due(message: Message) -> bool:
    """Whether its files are still to be fetched: it is about to be sent."""
    about_to_go = bool(message.plan) and message.plan[0][0] == "sent"
    return about_to_go and len(message.media) < len(message.media_urls)


def fetch(network: Network, message: Message) -> str | None:
    """Keep the message's files; the code with which it fails where one cannot be had."""
    for url in message.media_urls[len(message.media) :]:
        head, got = (_ask(network, message, method, url) for method in ("HEAD", "GET"))
        if head is None or got is None or not _is_good(head, got):
            return FAILED
        file = {
            "content_type": got.content_type,
            "name": _name(got.disposition) or urllib.parse.urlsplit(url).path.rpartition("/")[2],
            "content": base64.b64encode(got.content).decode(),
        }
        with network.lock:
            message.media.append(attachments.keep(network, message.sid, file).sid)
            network.keep(message)
    return None


def _is_good(head: Answer, got: Answer) -> bool:
    """Both found it and call it the same, it is what it is called, and not too large."""
    if (head.status, got.status) != (200, 200) or head.content_type != got.content_type:
        return False
    begins = TYPES.get(got.content_type)
    return begins is not None and got.content.startswith(begins) and 0 < len(got.content) <= LARGEST


def _ask(network: Network, message: Message, method: str, url: str) -> Answer | None:
    """One request, logged; None where nobody could be asked."""
    target, began = _reached(network.config, url), time.monotonic()
    started, answer = time.time(), None
    if target is not None:
        answer = _request(method, target)
    network.wire.webhook(
        kind="file",
        at=clock.precise(network.clock.now()),
        started=started,
        phone=message.phone,
        sid=message.sid,
        url=target or url,
        signed_url=url,
        form={},
        label=method,
        status=answer.status if answer else 0,
        failure="" if answer else "ct",
        body="",
        duration_ms=round((time.monotonic() - began) * 1000, 1),
        attempt=1,
    )
    return answer


def _reached(config: Config, url: str) -> str | None:
    """The address as this machine reaches it: the product's, or one of this machine; else None."""
    if url.startswith(f"{config.signed_url}/"):
        return config.posted_url + url.removeprefix(config.signed_url)
    return url if is_loopback(urllib.parse.urlsplit(url).hostname or "") else None


def _request(method: str, url: str) -> Answer | None:
    parts = urllib.parse.urlsplit(url)
    path = urllib.parse.urlunsplit(("", "", parts.path or "/", parts.query, ""))
    try:
        line = posting.connect(parts)
    except OSError:
        return None
    try:
        line.request(method, path, headers={"User-Agent": "TwilioProxy/1.1"})
        response = line.getresponse()
        content = response.read(LARGEST + 1)
    except (OSError, http.client.HTTPException):
        return None
    finally:
        line.close()
    kind = response.headers.get("Content-Type", "").partition(";")[0].strip().lower()
    return Answer(response.status, kind, response.headers.get("Content-Disposition", ""), content)


def _name(disposition: str) -> str:
    """The file's name from the header: the extended form where there is one."""
    extended = re.search(r"filename\*=UTF-8''([^;]+)", disposition, re.IGNORECASE)
    if extended:
        return urllib.parse.unquote(extended[1].strip())
    plain = re.search(r'filename="?([^";]+)"?', disposition)
    return plain[1].strip() if plain else ""
