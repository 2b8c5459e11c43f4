"""Which kind of message an inbound form holds: by what is there, never by its text alone."""

from collections.abc import Mapping, Sequence

from crm.provider import InboundMedia

UNKNOWN = "unknown"
MEDIA_KINDS = ("image", "audio", "video", "document", "sticker", "contacts")
WORDS = {"voice": "audio", "ptt": "audio", "file": "document", "contact": "contacts"}
VCARDS = ("text/vcard", "text/x-vcard", "text/directory")


def kind_of(fields: Mapping[str, str], media: Sequence[InboundMedia]) -> str:
    """The seam's word for the message; `unknown` for what nobody foresaw."""
    said = fields.get("MessageType", "").strip().lower()
    said = WORDS.get(said, said)
    if said == "reaction":
        return "reaction"
    if location_of(fields):
        return "location"
    return _pressed(fields, said) or (_attached(media[0], said) if media else _bare(fields, said))


def _pressed(fields: Mapping[str, str], said: str) -> str | None:
    """A list row, a button or a form; None where nothing was pressed."""
    if fields.get("ListId") or fields.get("ListTitle"):
        return "list"
    if fields.get("ButtonPayload") or fields.get("ButtonText") or said == "button":
        return "button"
    return "flow" if fields.get("InteractiveData") else None


def _attached(first: InboundMedia, said: str) -> str:
    """The kind of a message with attachments: as it says, else by the first one's type."""
    if said in MEDIA_KINDS:
        return said
    content_type = first.content_type.partition(";")[0].strip().lower()
    if content_type in VCARDS:
        return "contacts"
    if content_type == "image/webp":  # WhatsApp makes pictures JPEG; only stickers are WebP
        return "sticker"
    family = content_type.partition("/")[0]
    return family if family in ("image", "audio", "video") else "document"


def _bare(fields: Mapping[str, str], said: str) -> str:
    """The kind of a message without attachment or button."""
    if said == "text" or (not said and fields.get("Body")):
        return "text"
    return UNKNOWN


def location_of(fields: Mapping[str, str]) -> dict[str, float | str] | None:
    """The place that was sent, in degrees; None where there is none on Earth."""
    try:
        latitude, longitude = float(fields["Latitude"]), float(fields["Longitude"])
    except (KeyError, ValueError):
        return None
    if not (abs(latitude) <= 90 and abs(longitude) <= 180):
        return None
    place: dict[str, float | str] = {"latitude": latitude, "longitude": longitude}
    names = {"label": fields.get("Label"), "address": fields.get("Address")}
    return place | {name: value for name, value in names.items() if value}
