"""An organization's logo: a small picture, kept in the file store."""

from datetime import datetime
from io import BytesIO

from PIL import Image, UnidentifiedImageError

from crm.errors import ValueRefused
from crm.files import FileStore
from crm.models import Organization

LARGEST = 1_000_000
"""Bytes."""
WIDEST = 3000
"""Pixels, either way."""
FORMATS = ("PNG", "JPEG")


def put_logo(organization: Organization, content: bytes, store: FileStore, now: datetime) -> None:
    """Keep the picture and print it from now on. Raises ValueRefused; OSError: not kept."""
    if len(content) > LARGEST:
        raise ValueRefused(
            "The logo has %(bytes)s bytes; at most %(most)s are taken.",
            bytes=f"{len(content):,}",
            most=f"{LARGEST:,}",
        )
    try:
        with Image.open(BytesIO(content), formats=FORMATS) as picture:
            wide, high = picture.size
            if max(wide, high) <= WIDEST:
                picture.load()
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError):
        raise ValueRefused("That file is no PNG or JPEG picture.") from None
    if max(wide, high) > WIDEST:
        raise ValueRefused(
            "The logo is %(wide)s × %(high)s; at most %(most)s pixels each way.",
            wide=wide,
            high=high,
            most=WIDEST,
        )
    organization.brand_logo_key = store.keep(content)
    organization.updated_at = now


def drop_logo(organization: Organization, now: datetime) -> None:
    """Print the first letter of the name again."""
    organization.brand_logo_key = None
    organization.updated_at = now
