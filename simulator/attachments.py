"""Attachments of inbound messages: given bytes, a fetched name, or a built-in sample."""

import base64
from collections.abc import Mapping
from typing import Any

from simulator import resources, samples, sids
from simulator.network import Network
from simulator.records import Media

SAMPLES = {
    "image": "picture",
    "voice": "voice",
    "audio": "voice",
    "document": "document",
    "sticker": "sticker",
    "contacts": "vcard",
}
"""The sample that stands in where a kind needs a file and none was given."""


def read(wanted: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The files a control request speaks of: content_type, name and base64 content each."""
    kind = str(wanted.get("kind") or "")
    files = wanted.get("media")
    if files is None:
        files = [{"sample": SAMPLES[kind]}] if kind in SAMPLES else []
    return [_file(dict(file)) for file in files]


def keep(network: Network, message_sid: str, file: Mapping[str, Any]) -> Media:
    """Keep one file as the message's attachment."""
    media = Media(
        sid=sids.new("ME"),
        message_sid=message_sid,
        content_type=str(file["content_type"]),
        content=str(file["content"]),
        name=str(file["name"]),
        created=network.clock.now(),
    )
    network.media[media.sid] = media
    network.keep(media)
    return media


def fields(network: Network, kept: list[Media]) -> dict[str, str]:
    """How the webhook names them."""
    if not kept:
        return {}
    found = {"NumMedia": str(len(kept))}
    for number, media in enumerate(kept):
        path = resources.message_uri(network, media.message_sid)
        found[f"MediaContentType{number}"] = media.content_type
        found[f"MediaUrl{number}"] = f"{network.config.media_base}{path}/Media/{media.sid}"
    return found


def _file(file: dict[str, Any]) -> dict[str, Any]:
    if "content" not in file:
        sample = samples.make(str(file.get("sample", "picture")))
        encoded = base64.b64encode(sample.content).decode()
        named = {"content_type": sample.content_type, "name": sample.name, "content": encoded}
        file = named | file
    base64.b64decode(file["content"], validate=True)
    return {"content_type": "application/octet-stream", "name": "file"} | file
