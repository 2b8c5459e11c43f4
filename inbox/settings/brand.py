"""The brand: name, colour and logo of documents and of clients' pages."""

from contextlib import closing
from io import BytesIO

from flask import Blueprint, render_template, request, send_file, url_for
from werkzeug.wrappers import Response

import runtime
from crm import brand, organizations
from crm.errors import NotFound, ValueRefused
from crm.files import FileStore
from inbox import deeds
from inbox.access import desk, needs
from inbox.deeds import Deed

PNG = b"\x89PNG"

bp = Blueprint("brand", __name__, url_prefix="/inbox/settings/brand")


@bp.get("")
@needs("admin")
def index() -> str:
    """The page."""
    at = desk()
    return render_template("brand.html", desk=at, now=at.now, largest=brand.LARGEST)


@bp.post("")
@needs("admin")
def change() -> Response:
    """Name, office phone, colour, prices on vouchers."""
    names = ("name", "office_phone", "brand_color")
    wanted = {name: request.form.get(name, "") for name in names}
    hidden = "yes" if request.form.get("hide_prices") else "no"

    def work(deed: Deed) -> str:
        changed = organizations.change(
            deed.organization, {**wanted, "hide_prices": hidden}, deed.now
        )
        deed.note("organization.changed", deed.organization, changed=changed)
        return url_for("brand.index", saved="yes")

    return deeds.post(work)


@bp.get("/logo")
@needs("admin")
def logo() -> Response:
    """The picture, which is a PNG or a JPEG: it was opened before it was kept."""
    key = desk().organization.brand_logo_key
    try:
        content = _store().path(key or "").read_bytes()
    except (OSError, ValueError) as problem:
        raise NotFound("There is no logo.") from problem
    kind = "image/png" if content.startswith(PNG) else "image/jpeg"
    return send_file(BytesIO(content), mimetype=kind)


@bp.post("/logo")
@needs("admin")
def put_logo() -> Response:
    """Another picture."""
    content = _sent()

    def work(deed: Deed) -> str:
        if not content:
            raise ValueRefused("Choose a file first.")
        brand.put_logo(deed.organization, content, _store(), deed.now)
        deed.note("logo.changed", deed.organization)
        return url_for("brand.index")

    return deeds.post(work)


@bp.post("/logo/drop")
@needs("admin")
def drop_logo() -> Response:
    """No picture."""

    def work(deed: Deed) -> str:
        brand.drop_logo(deed.organization, deed.now)
        deed.note("logo.dropped", deed.organization)
        return url_for("brand.index")

    return deeds.post(work)


def _sent() -> bytes:
    """The file's bytes, up to one more than is taken."""
    sent = request.files.get("logo")
    if sent is None:
        return b""
    with closing(sent):
        return bytes(sent.read(brand.LARGEST + 1))


def _store() -> FileStore:
    return FileStore(runtime.current().settings.media_dir)
