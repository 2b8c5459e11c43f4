"""What a file is by its content, whatever it was announced as."""

import io
import zipfile

import pytest

from providers.media_types import COMPOUND_MAGIC, recognize

OFFICE = "application/vnd.openxmlformats-officedocument."


def zipped(*names: str) -> bytes:
    """An archive with these parts, the same bytes in every process: tests are named by them."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name in names:
            archive.writestr(zipfile.ZipInfo(name), "x" * 10)
    return buffer.getvalue()


def compound(stream: str) -> bytes:
    """The old office container with a stream of that name in its directory."""
    return COMPOUND_MAGIC + b"\0" * 1016 + stream.encode("utf-16-le") + b"\0" * 64


def film(brand: bytes, others: bytes = b"") -> bytes:
    """The beginning of the container that MP4, M4A and 3GP share."""
    size = (16 + len(others)).to_bytes(4, "big")
    return size + b"ftyp" + brand + b"\0\0\0\0" + others + b"\0" * 64


def opendocument() -> bytes:
    """A text document of the open format: its type stands first and uncompressed."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.text")
        archive.writestr("content.xml", "<x/>")
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("content", "found"),
    [
        (b"\xff\xd8\xff\xe0" + b"\0" * 40, "image/jpeg"),
        (b"\x89PNG\r\n\x1a\n" + b"\0" * 40, "image/png"),
        (b"RIFF\0\0\0\0WEBPVP8 " + b"\0" * 40, "image/webp"),
        (b"GIF89a" + b"\0" * 40, "image/gif"),
        (b"OggS" + b"\0" * 40, "audio/ogg"),
        (b"#!AMR\n" + b"\0" * 40, "audio/amr"),
        (b"ID3" + b"\0" * 40, "audio/mpeg"),
        (b"\xff\xf1" + b"\0" * 40, "audio/aac"),
        (film(b"M4A "), "audio/mp4"),
        (film(b"mp42", b"isom"), "video/mp4"),
        (film(b"isom"), "video/mp4"),
        (film(b"3gp4"), "video/3gpp"),
        (b"%PDF-1.7\n" + b"\0" * 40, "application/pdf"),
        (zipped("[Content_Types].xml", "word/document.xml"), f"{OFFICE}wordprocessingml.document"),
        (zipped("[Content_Types].xml", "xl/workbook.xml"), f"{OFFICE}spreadsheetml.sheet"),
        (
            zipped("docProps/app.xml", "ppt/presentation.xml"),
            f"{OFFICE}presentationml.presentation",
        ),
        (opendocument(), "application/vnd.oasis.opendocument.text"),
        (compound("WordDocument"), "application/msword"),
        (compound("Workbook"), "application/vnd.ms-excel"),
        (compound("PowerPoint Document"), "application/vnd.ms-powerpoint"),
        (b"BEGIN:VCARD\r\nFN:A\r\nEND:VCARD\r\n", "text/vcard"),
        ("Привет\nмир".encode(), "text/plain"),
        ("Привет".encode("utf-16"), "text/plain"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_whatsapp_carries_is_recognized(content: bytes, found: str) -> None:
    assert recognize(content, "application/octet-stream", None) == found


@pytest.mark.parametrize(
    "content",
    [
        b"<!DOCTYPE html><html></html>",
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        b"<?xml version='1.0'?><svg/>",
        b"text then <ScRiPt>alert(1)</script>",
        b"BEGIN:VCARD\nNOTE:<script>1</script>",
        "<html>".encode("utf-16"),
        b"\xef\xbb\xbf<html>",
        b"#!/bin/sh\nrm -rf /",
        b"<?php echo 1;",
        b"MZ" + b"\0" * 100,
        b"\x7fELF" + b"\0" * 100,
        zipped("a.exe"),
        zipped("word/document.xml", "word/vbaProject.bin"),
        compound("Binary.Installer"),
        compound("WordDocument" + "_VBA_PROJECT"),
        b"Rar!\x1a\x07\0" + b"\0" * 100,
        b"\x1f\x8b\x08" + b"\0" * 100,
        b"\x00\x01\x02 binary",
        b"\xff\xfe\x00",
        b"",
    ],
    ids=lambda content: repr(content[:12]),
)
@pytest.mark.parametrize("announced", ["image/jpeg", "text/plain", "application/pdf"])
def test_what_could_harm_is_refused_whatever_it_was_announced_as(
    content: bytes, announced: str
) -> None:
    assert recognize(content, announced, "photo.txt") is None


@pytest.mark.parametrize("name", ["a.bat", "a.js", "a.html", "a.ps1"])
def test_text_under_the_name_of_a_script_is_refused(name: str) -> None:
    assert recognize(b"start calc", "text/plain", name) is None


def test_sound_and_film_in_one_container_are_told_apart_by_what_was_announced() -> None:
    assert recognize(film(b"mp42", b"isom"), "audio/mp4", None) == "audio/mp4"
    assert recognize(film(b"3gp4"), "audio/3gpp; x=y", None) == "audio/3gpp"


def test_a_cyrillic_text_of_old_is_text_where_it_says_so() -> None:
    old = "Привет".encode("windows-1251")
    assert recognize(old, "text/plain", None) == "text/plain"
    assert recognize(old, "image/jpeg", None) is None
