"""Small files made here, so that none is carried along: a picture, a voice note, a document, …"""

import base64
import functools
import struct
import zlib
from dataclasses import dataclass

WIDTH, HEIGHT = 320, 200


@dataclass(frozen=True)
class Sample:
    """A file's bytes, type and name."""

    content: bytes
    content_type: str
    name: str


@functools.cache
def make(name: str) -> Sample:
    """A sample by name: picture, voice, document, sticker, vcard. Raises ValueError."""
    if name not in MAKERS:
        raise ValueError(f"no sample is named {name!r}; there are {', '.join(MAKERS)}")
    return MAKERS[name]()


def _picture() -> Sample:
    """Two mountains under a morning sky, as PNG."""
    rows = b"".join(
        b"\0" + bytes(v for x in range(WIDTH) for v in _colour(x, y)) for y in range(HEIGHT)
    )
    header = struct.pack(">IIBBBBB", WIDTH, HEIGHT, 8, 2, 0, 0, 0)
    parts = ((b"IHDR", header), (b"IDAT", zlib.compress(rows, 9)), (b"IEND", b""))
    chunks = b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        for kind, data in parts
    )
    return Sample(b"\x89PNG\r\n\x1a\n" + chunks, "image/png", "mountains.png")


def _colour(x: int, y: int) -> tuple[int, int, int]:
    near, far = 90 + abs(x - 210) * 0.7, 60 + abs(x - 110) * 0.9
    if (x - 255) ** 2 + (y - 42) ** 2 < 400:
        return 255, 226, 150
    if y > 168:
        return 46, 110 + (y - 168), 120
    if y > near:
        return (238, 244, 246) if y < near + 16 and near < 118 else (58, 92, 84)
    if y > far:
        return (226, 234, 240) if y < far + 14 and far < 96 else (104, 132, 140)
    return 150 + y // 3, 190 + y // 6, 226


def _voice() -> Sample:
    """Three seconds of silence as WhatsApp sends voice: Opus in Ogg."""
    head = b"OpusHead" + struct.pack("<BBHIhB", 1, 1, 312, 16000, 0, 0)
    tags = b"OpusTags" + struct.pack("<I", 9) + b"dreamland" + struct.pack("<I", 0)
    silence = b"\xf8\xff\xfe"
    pages = [_ogg_page(0, 2, 0, [head]), _ogg_page(1, 0, 0, [tags])]
    pages.append(_ogg_page(2, 4, 150 * 960, [silence] * 150))
    return Sample(b"".join(pages), "audio/ogg", "voice.ogg")


def _ogg_page(number: int, flags: int, position: int, packets: list[bytes]) -> bytes:
    sizes = bytes(len(packet) for packet in packets)
    front = b"OggS" + struct.pack("<BBqII", 0, flags, position, 7, number)
    back = bytes([len(sizes)]) + sizes + b"".join(packets)
    return front + struct.pack("<I", _ogg_sum(front + bytes(4) + back)) + back


def _ogg_sum(data: bytes) -> int:
    """Ogg's checksum: CRC-32 without reflection, which zlib does not have."""
    value = 0
    for byte in data:
        value ^= byte << 24
        for _ in range(8):
            value = (value << 1) ^ 0x04C11DB7 if value & 0x80000000 else value << 1
        value &= 0xFFFFFFFF
    return value


def _document() -> Sample:
    """One page of PDF that says what it is."""
    text = b"BT /F1 24 Tf 60 740 Td (A sample document from the simulator) Tj ET"
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R"
        b"/Resources<</Font<</F1 5 0 R>>>>>>",
        b"<</Length %d>>stream\n%s\nendstream" % (len(text), text),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    ]
    data, places = b"%PDF-1.4\n", []
    for number, content in enumerate(objects, 1):
        places.append(len(data))
        data += b"%d 0 obj%s\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    data += b"xref\n0 6\n0000000000 65535 f \n" + table + b"trailer<</Size 6/Root 1 0 R>>\n"
    tail = b"startxref\n%d\n%%%%EOF\n" % data.index(b"xref\n")
    return Sample(data + tail, "application/pdf", "passport.pdf")


def _sticker() -> Sample:
    data = "UklGRhoAAABXRUJQVlA4TA0AAAAvAAAAEAcQERGIiP4HAA=="
    return Sample(base64.b64decode(data), "image/webp", "sticker.webp")


def _vcard() -> Sample:
    card = "BEGIN:VCARD\r\nVERSION:3.0\r\nFN:Асель\r\nTEL;TYPE=CELL:+77012345679\r\nEND:VCARD\r\n"
    return Sample(card.encode(), "text/vcard", "asel.vcf")


MAKERS = {
    "picture": _picture,
    "voice": _voice,
    "document": _document,
    "sticker": _sticker,
    "vcard": _vcard,
}
