"""A file's name as a sender gave it, made safe to show and to store."""

import unicodedata
from email.message import Message
from pathlib import PurePosixPath

LONGEST = 120


def from_disposition(header: str | None) -> str | None:
    """The name in a Content-Disposition header, cleaned; None where nothing of it is left."""
    if not header:
        return None
    message = Message()
    # HTTP hands headers on as Latin-1; names in them are mostly UTF-8.
    message["Content-Disposition"] = _as_utf8(header)
    return clean(message.get_filename() or "")


def clean(name: str) -> str | None:
    """No folders, no control or direction characters, at most 120 characters."""
    name = name.replace("\\", "/").rpartition("/")[2]
    # Cc, Cf, Cs, Co, Cn: among them what turns "gpj.exe" round on the screen.
    kinds = [(unicodedata.category(letter)[0], letter) for letter in name]
    name = "".join(" " if kind == "Z" else letter for kind, letter in kinds if kind != "C")
    name = name.strip(" .")
    if len(name) > LONGEST:
        suffix = PurePosixPath(name).suffix[:20]
        name = name[: LONGEST - len(suffix)] + suffix
    return name or None


def _as_utf8(header: str) -> str:
    header = " ".join(header.splitlines())
    try:
        return header.encode("latin-1").decode("utf-8")
    except UnicodeError:
        return header
