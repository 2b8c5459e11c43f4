"""Which files WhatsApp takes, judged by what they hold and not by what they are called."""

import pytest

from crm import sendable
from crm.errors import FileRefused

PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 32
PDF = b"%PDF-1.7\n" + b"\0" * 32
HTML = b"<!doctype html><script>alert(1)</script>"


@pytest.mark.parametrize(
    ("content", "content_type", "kind"),
    [
        (PNG, "image/png", "image"),
        (b"\xff\xd8\xff\xe0" + b"\0" * 32, "image/jpeg", "image"),
        (PDF, "application/pdf", "document"),
        (b"OggS" + b"\0" * 32, "audio/ogg", "audio"),
        (b"\0\0\0\x18ftypmp42" + b"\0" * 32, "video/mp4", "video"),
    ],
)
def test_a_file_is_what_it_holds(content: bytes, content_type: str, kind: str) -> None:
    """Its name says nothing."""
    found = sendable.judge(content, "page.html")
    assert (found.content_type, found.kind) == (content_type, kind)


@pytest.mark.parametrize(
    "content", [b"", b"plain text", HTML, b"GIF89a" + b"\0" * 32, b"MZ" + b"\0" * 64]
)
def test_what_whatsapp_does_not_take_is_refused(content: bytes) -> None:
    """A page among them, whatever its name says."""
    with pytest.raises(FileRefused, match="this kind of file"):
        sendable.judge(content, "picture.png")


@pytest.mark.parametrize(("begin", "limit"), [(PNG, 5), (PDF, 16)])
def test_a_file_has_the_limit_of_its_kind(begin: bytes, limit: int) -> None:
    """The sentence names both sizes."""
    full = begin + b"\0" * (limit * sendable.MEGABYTE - len(begin))
    assert sendable.judge(full, "x").content == full
    with pytest.raises(FileRefused, match=f"WhatsApp takes {limit} MB"):
        sendable.judge(full + b"\0", "x")


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("C:\\fotos\\тур.png", "тур.png"),
        ("../../etc/passwd", "passwd"),
        ('a"b<c>\r\n.png', "abc.png"),
        ("", "file"),
        ("x" * 200 + ".pdf", "x" * 116 + ".pdf"),
    ],
)
def test_a_name_is_kept_without_what_no_name_holds(given: str, kept: str) -> None:
    """No folders, no line breaks, no quotes; its end says what it is."""
    assert sendable.judge(PDF, given).name == kept
