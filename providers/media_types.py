"""What a file is by its content, and whether we take it; what was announced proves nothing."""

import codecs
import re

import filetype

TAKEN = {
    "image/jpeg": "image/jpeg",
    "image/png": "image/png",
    "image/apng": "image/png",
    "image/webp": "image/webp",
    "image/gif": "image/gif",
    "audio/ogg": "audio/ogg",
    "audio/amr": "audio/amr",
    "audio/mpeg": "audio/mpeg",
    "audio/mp4": "audio/mp4",
    "audio/aac": "audio/aac",
    "video/mp4": "video/mp4",
    "video/x-m4v": "video/mp4",
    "application/pdf": "application/pdf",
    "application/msword": "application/msword",
    "application/vnd.ms-excel": "application/vnd.ms-excel",
    "application/vnd.ms-powerpoint": "application/vnd.ms-powerpoint",
}
OFFICE = "application/vnd.openxmlformats-officedocument."
OPEN = "application/vnd.oasis.opendocument."
ZIPPED = {
    b"word/document.xml": f"{OFFICE}wordprocessingml.document",
    b"xl/workbook.xml": f"{OFFICE}spreadsheetml.sheet",
    b"ppt/presentation.xml": f"{OFFICE}presentationml.presentation",
    f"mimetype{OPEN}text".encode(): f"{OPEN}text",
    f"mimetype{OPEN}spreadsheet".encode(): f"{OPEN}spreadsheet",
    f"mimetype{OPEN}presentation".encode(): f"{OPEN}presentation",
}
COMPOUND = {
    "WordDocument": "application/msword",
    "Workbook": "application/vnd.ms-excel",
    "PowerPoint Document": "application/vnd.ms-powerpoint",
}
COMPOUND_MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
MACROS = (b"vbaProject.bin", "_VBA_PROJECT".encode("utf-16-le"))
MARKUP = re.compile(
    r"<\s*(?:!doctype|html|head|body|script|svg|iframe|object|embed|\?php|\?xml)\b|^\s*#!",
    re.IGNORECASE,
)
NOT_TEXT = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f]")
TEXT_NAMES = ("", "txt", "text", "csv", "tsv", "vcf", "ics", "md", "log")


def recognize(content: bytes, announced: str, file_name: str | None) -> str | None:
    """The content's own type, as it may be stored and shown; None for what is not taken.

    What was announced only tells sound from film in one container, and the letters of a text
    that is not UTF-8.
    """
    announced = announced.partition(";")[0].strip().lower()
    if any(sign in content for sign in MACROS) and content[:2] in (b"PK", COMPOUND_MAGIC[:2]):
        return None
    if content[4:8] == b"ftyp":
        return _film_or_sound(content, announced)
    if content[:4] == b"PK\x03\x04":
        return _holding(content, ZIPPED)
    if content.startswith(COMPOUND_MAGIC):
        return _holding(content, {name.encode("utf-16-le"): t for name, t in COMPOUND.items()})
    found = filetype.guess_mime(content)
    if found is not None:
        return TAKEN.get(found)
    return _text(content, announced, file_name or "")


def _film_or_sound(content: bytes, announced: str) -> str | None:
    """The container that MP4, M4A and 3GP share, by its brand."""
    if content[8:10] == b"3g":
        return "audio/3gpp" if announced.startswith("audio/") else "video/3gpp"
    found = TAKEN.get(filetype.guess_mime(content) or "")
    if found == "video/mp4" and announced.startswith("audio/"):
        return "audio/mp4"
    return found


def _holding(content: bytes, signs: dict[bytes, str]) -> str | None:
    """The office document whose part's name stands in the archive."""
    return next((kind for sign, kind in signs.items() if sign in content), None)


def _text(content: bytes, announced: str, file_name: str) -> str | None:
    """A contact card or plain text, where it really is text and no markup or script."""
    words = _decoded(content, announced)
    if not words or NOT_TEXT.search(words) or MARKUP.search(words):
        return None
    if words.lstrip("\ufeff \r\n").upper().startswith("BEGIN:VCARD"):
        return "text/vcard"
    _, dot, extension = file_name.rpartition(".")
    return "text/plain" if (extension.lower() if dot else "") in TEXT_NAMES else None


def _decoded(content: bytes, announced: str) -> str | None:
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        encodings = ["utf-16"]
    else:
        encodings = ["utf-8"] + ["windows-1251"] * announced.startswith("text/")
    for encoding in encodings:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    return None
