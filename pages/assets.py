"""Style, script, icons and the font: ours from `static/`, the fetched ones from `var/assets/`."""

import hashlib
from functools import lru_cache
from pathlib import Path

from flask import Blueprint, Response, abort, request, send_from_directory, url_for

ROOT = Path(__file__).resolve().parent.parent
OURS = tuple(ROOT / package / "static" for package in ("pages", "inbox", "client_pages"))
FETCHED = ROOT / "var" / "assets"
YEAR = 365 * 24 * 3600
HOUR = 3600

bp = Blueprint("assets", __name__)


@bp.get("/assets/<name>")
def file(name: str) -> Response:
    """One file; kept for a year where its address carries its digest."""
    folder = _folder(name)
    if folder is None:
        abort(404)
    response = send_from_directory(folder, name, max_age=YEAR if "v" in request.args else HOUR)
    response.cache_control.public = True
    return response


def address(name: str) -> str:
    """Where a page finds the file; changes whenever the file does."""
    folder = _folder(name)
    if folder is None:
        return url_for("assets.file", name=name)
    path = folder / name
    return url_for("assets.file", name=name, v=_digest(path, path.stat().st_mtime_ns))


def _folder(name: str) -> Path | None:
    if name.startswith("."):
        return None
    return next((folder for folder in (*OURS, FETCHED) if (folder / name).is_file()), None)


@lru_cache(maxsize=64)
def _digest(path: Path, _changed: int) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()[:12]
