"""Files that agents send: which kinds WhatsApp takes, and how large; judged by content alone."""

from collections.abc import Mapping
from dataclasses import dataclass

import filetype

from crm.errors import FileRefused

MEGABYTE = 1024 * 1024
LARGEST = 16 * MEGABYTE
LARGEST_PICTURE = 5 * MEGABYTE
LONGEST_NAME = 120

_OFFICE = "application/vnd.openxmlformats-officedocument"
KINDS: Mapping[str, str] = {
    "image/jpeg": "image",
    "image/png": "image",
    "audio/ogg": "audio",
    "audio/amr": "audio",
    "audio/aac": "audio",
    "audio/mpeg": "audio",
    "video/mp4": "video",
    "application/pdf": "document",
    "application/msword": "document",
    f"{_OFFICE}.wordprocessingml.document": "document",
    f"{_OFFICE}.presentationml.presentation": "document",
    f"{_OFFICE}.spreadsheetml.sheet": "document",
}
"""What WhatsApp takes, and as what kind of message it goes."""

MACROS = (b"vbaProject.bin", "_VBA_PROJECT".encode("utf-16-le"))


@dataclass(frozen=True)
class File:
    """A file that may be sent."""

    content: bytes
    content_type: str
    kind: str
    name: str


def judge(content: bytes, name: str) -> File:
    """The file by its content. Raises FileRefused: too large, or of no kind WhatsApp takes."""
    found = str(filetype.guess_mime(content) or "")
    kind = KINDS.get(found)
    if kind is None or any(sign in content for sign in MACROS):
        raise FileRefused(
            "WhatsApp does not take this kind of file. Send a JPG or PNG picture, an MP4 film, "
            "a sound, a PDF or an Office document."
        )
    limit = LARGEST_PICTURE if kind == "image" else LARGEST
    if len(content) > limit:
        raise FileRefused(
            "%(size)s MB; WhatsApp takes %(limit)s MB. Send a link instead.",
            size=f"{len(content) / MEGABYTE:.1f}",
            limit=limit // MEGABYTE,
        )
    return File(content, found, kind, _named(name))


def _named(name: str) -> str:
    """The file's own name without its folders and what no name should hold; its end is kept."""
    own = name.replace("\\", "/").rpartition("/")[2]
    clean = "".join(sign for sign in own if sign.isprintable() and sign not in '"<>:|?*').strip(
        ". "
    )
    return clean[-LONGEST_NAME:] or "file"
