"""The logo of an organization."""

from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image
from sqlalchemy.orm import Session

from crm import brand
from crm.errors import ValueRefused
from crm.files import FileStore
from tests.factories import NOW, make_organization


def picture(kind: str = "PNG", width: int = 40, height: int = 20) -> bytes:
    """A plain picture."""
    kept = BytesIO()
    Image.new("RGB", (width, height), "#0B6B5D").save(kept, kind)
    return kept.getvalue()


@pytest.mark.parametrize("kind", ["PNG", "JPEG"])
def test_a_logo_is_kept_and_dropped(session: Session, tmp_path: Path, kind: str) -> None:
    organization = make_organization(session)
    store = FileStore(tmp_path)
    brand.put_logo(organization, picture(kind), store, NOW)
    assert organization.brand_logo_key is not None
    assert store.path(organization.brand_logo_key).read_bytes() == picture(kind)
    brand.drop_logo(organization, NOW)
    assert organization.brand_logo_key is None


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"<svg/>", "no PNG or JPEG"),
        (picture("GIF"), "no PNG or JPEG"),
        (picture()[:60], "no PNG or JPEG"),
        (picture(width=4000), "at most 3000 pixels"),
        (b"x" * 1_000_001, "at most 1,000,000"),
    ],
)
def test_what_is_no_logo_is_refused(
    session: Session, tmp_path: Path, content: bytes, sentence: str
) -> None:
    organization = make_organization(session)
    with pytest.raises(ValueRefused, match=sentence):
        brand.put_logo(organization, content, FileStore(tmp_path), NOW)
    assert organization.brand_logo_key is None
