"""The files the pages are made of: served with their digest, and every icon in the sprite."""

import gzip
import re
from pathlib import Path

from flask import Flask

from scripts import assets as fetched, fonts
from tests.browser import Browser

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("pages", "inbox", "client_pages")
QUOTED = re.compile(r'icon\("([a-z-]+)"|Tick\("([a-z-]+)"')


def test_a_page_names_its_style_with_its_digest(app: Flask) -> None:
    """So that a browser may keep it for a year, and takes a new one at once."""
    html = Browser(app).get("/inbox/sign-in").text
    address = html.partition('rel="stylesheet" href="')[2].partition('"')[0]
    assert re.fullmatch(r"/assets/foundation\.css\?v=[0-9a-f]{12}", address)
    answer = Browser(app).get(address)
    assert answer.mimetype == "text/css"
    assert answer.cache_control.max_age == 365 * 24 * 3600


def test_text_travels_gzipped_to_who_takes_it(app: Flask) -> None:
    """A page weighs a third then; fonts and pictures are squeezed already."""
    plain = Browser(app).get("/assets/foundation.css")
    squeezed = Browser(app).get("/assets/foundation.css", headers={"Accept-Encoding": "gzip"})
    assert "Content-Encoding" not in plain.headers
    assert squeezed.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(squeezed.data) == plain.data
    font = Browser(app).get("/assets/inter-latin.woff2", headers={"Accept-Encoding": "gzip"})
    assert "Content-Encoding" not in font.headers


def test_the_font_is_cut_to_what_pages_need() -> None:
    """English, Russian and their money: 40 KB instead of 180."""
    sizes = [(fetched.TARGET / name).stat().st_size for _subset, _signs, name in fonts.CUTS]
    assert sum(sizes) < 45_000


def test_nothing_outside_the_assets_is_served(app: Flask) -> None:
    """Neither other folders nor hidden files."""
    for name in ("../pages.py", "%2e%2e/pages.py", "nothing.js", ".digest"):
        assert Browser(app).get(f"/assets/{name}").status_code == 404


def test_every_icon_of_the_pages_is_in_the_sprite() -> None:
    """One that is not would be an empty square."""
    sources = [path for name in PACKAGES for path in (ROOT / name).rglob("*.*")]
    sources = [path for path in sources if path.suffix in (".py", ".html")]
    used = {
        one or other
        for source in sources
        for one, other in QUOTED.findall(source.read_text(encoding="utf-8"))
    }
    assert len(used) > 20
    assert used <= set(fetched.USED)
