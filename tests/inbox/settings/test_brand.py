"""The brand: name and colour, and a logo judged by its content."""

from io import BytesIO

from PIL import Image
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from tests.browser import BASE, Browser
from tests.inbox.offices import Office, noted

PAGE = "/inbox/settings/brand"


def upload(browser: Browser, content: bytes, name: str = "logo.png") -> TestResponse:
    """Send a file."""
    html = browser.get(PAGE).text
    token = html.partition('name="csrf_token" value="')[2].partition('"')[0]
    data = {"csrf_token": token, "key": name, "logo": (BytesIO(content), name)}
    return browser.client.post(f"{PAGE}/logo", base_url=BASE, data=data, headers={"Referer": BASE})


def picture(kind: str = "PNG", wide: int = 40) -> bytes:
    """A small one."""
    made = BytesIO()
    Image.new("RGB", (wide, 20), "#0B6B5D").save(made, kind)
    return made.getvalue()


def test_name_colour_and_phone_are_saved(office: Office, admin: Browser, session: Session) -> None:
    fields = {"name": "Тенгри", "brand_color": "#8e1b15", "office_phone": "8 727 212 34 56"}
    assert admin.post(PAGE, key="k", hide_prices="yes", **fields).status_code == 303
    session.refresh(office.organization)
    one = office.organization
    assert (one.name, one.brand_color, one.office_phone) == ("Тенгри", "#8E1B15", "+77272123456")
    assert one.hide_prices
    assert admin.post(PAGE, key="k2", **{**fields, "brand_color": "#FFE600"}).status_code == 422
    assert noted(session) == ["organization.changed"]


def test_a_logo_is_kept_shown_and_taken_away(admin: Browser, session: Session) -> None:
    for kind, mimetype in (("PNG", "image/png"), ("JPEG", "image/jpeg")):
        assert upload(admin, picture(kind), f"logo.{kind}").status_code == 303
        shown = admin.get(f"{PAGE}/logo")
        assert (shown.mimetype, shown.data) == (mimetype, picture(kind))
        assert shown.headers["X-Content-Type-Options"] == "nosniff"
    assert admin.post(f"{PAGE}/logo/drop", key="k").status_code == 303
    assert admin.get(f"{PAGE}/logo").status_code == 404
    assert noted(session) == ["logo.changed", "logo.changed", "logo.dropped"]


def test_what_is_no_picture_is_refused_whatever_its_name(admin: Browser, session: Session) -> None:
    """By its content, its size, and where nothing was chosen."""
    for content in (b"<svg onload='alert(1)'/>", picture("GIF"), picture(wide=4000), b""):
        assert upload(admin, content).status_code == 422
    assert noted(session) == []
