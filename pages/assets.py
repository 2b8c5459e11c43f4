"""Style, script, icons and the font: ours from `static/`, the fetched ones from `var/assets/`."""

import gzip
import hashlib
import mimetypes
from functools import lru_cache
from pathlib import Path

from flask import (
    Blueprint,
    Response,
    abort,
    current_app,
    request,
    send_from_directory,
    url_for,
)

ROOT = Path(__file__).resolve().parent.parent
OURS = tuple(ROOT / package / "static" for package in ("pages", "inbox", "client_pages"))
FETCHED = ROOT / "var" / "assets"
YEAR = 365 * 24 * 3600
HOUR = 3600
TEXTS = (".css", ".js", ".svg")

bp = Blueprint("assets", __name__)


@bp.get("/assets/<name>")
def file(name: str) -> Response:
    """One file; kept for a year where its address carries its digest."""
    folder = _folder(name)
    if folder is None:
        abort(404)
    squeezed = _squeezed(folder / name) if _takes_gzip() else None
    response = squeezed or send_from_directory(folder, name)
    response.cache_control.max_age = YEAR if "v" in request.args else HOUR
    response.cache_control.no_cache = None
    response.cache_control.public = True
    response.vary.add("Accept-Encoding")
    return response


def address(name: str) -> str:
    """Where a page finds the file; changes whenever the file does."""
    folder = _folder(name)
    if folder is None:
        return url_for("assets.file", name=name)
    path = folder / name
    return url_for("assets.file", name=name, v=_digest(path, path.stat().st_mtime_ns))


def _takes_gzip() -> bool:
    return request.accept_encodings["gzip"] > 0 and "Range" not in request.headers


def _squeezed(path: Path) -> Response | None:
    """The file gzipped, where it is text.

    Pages themselves are not: they hold a form's token beside what others wrote, and the size of
    such a page, squeezed, tells a listener about the token (BREACH).
    """
    if path.suffix not in TEXTS:
        return None
    changed = path.stat().st_mtime_ns
    kind = mimetypes.guess_type(path.name)[0]
    response = current_app.response_class(_gzipped(path, changed), mimetype=kind)
    response.content_encoding = "gzip"
    response.set_etag(f"{_digest(path, changed)}-gzip")
    return response.make_conditional(request)  # type: ignore[return-value]


def _folder(name: str) -> Path | None:
    if name.startswith("."):
        return None
    return next((folder for folder in (*OURS, FETCHED) if (folder / name).is_file()), None)


@lru_cache(maxsize=64)
def _digest(path: Path, _changed: int) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()[:12]


@lru_cache(maxsize=64)
def _gzipped(path: Path, _changed: int) -> bytes:
    return gzip.compress(path.read_bytes(), mtime=0)
