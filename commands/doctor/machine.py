"""What the doctor asks this machine: time zones, folders, the pages' assets, the public address."""

import os
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from commands.doctor.finding import Finding, bad, good
from settings import ROOT, Settings

CHANGED = {datetime(2024, 2, 28, tzinfo=UTC): 6, datetime(2024, 3, 2, tzinfo=UTC): 5}
"""Kazakhstan moved to one zone in 2024: old data are an hour wrong there."""

BUILT = ("htmx.min.js", "icons.svg", "DejaVuSans.ttf", "DejaVuSans-Bold.ttf")


def zones() -> Finding:
    """Whether the time-zone data know of Kazakhstan's change in 2024."""
    try:
        place = ZoneInfo("Asia/Almaty")
    except ZoneInfoNotFoundError:
        return bad("There are no time-zone data. Install the package tzdata.")
    for instant, hours in CHANGED.items():
        if instant.astimezone(place).utcoffset() != timedelta(hours=hours):
            return bad(
                "The time-zone data are old: they do not have Asia/Almaty at +05:00 since "
                "March 2024. Update the system's tzdata."
            )
    return good("The time-zone data are of 2024 or newer.")


def folders(settings: Settings) -> Iterator[Finding]:
    """Whether webhooks and media can be kept on disk."""
    yield _writable("SPOOL_DIR", settings.spool_dir)
    yield _writable("MEDIA_DIR", settings.media_dir)


def pages(root: Path = ROOT) -> Iterator[Finding]:
    """Whether `make setup` has fetched the pages' assets and compiled their translations."""
    missing = [name for name in BUILT if not (root / "var" / "assets" / name).is_file()]
    if missing:
        yield bad(f"The pages' assets are missing ({', '.join(missing)}). Run: make setup")
    else:
        yield good("The pages' assets are there.")
    old = [source.stem for source in _catalogues(root) if not _compiled(source)]
    if old:
        yield bad("The pages' translations are not compiled. Run: make setup")
    else:
        yield good("The pages' translations are compiled.")


def public_url(address: str) -> Finding:
    """Whether Twilio can call the address; this machine's own is fine for trying out."""
    parts = urlsplit(address)
    host = parts.hostname or ""
    if not host:
        return bad("PUBLIC_URL names no host.")
    if "_" in host:
        return bad(f"PUBLIC_URL: Twilio calls no host with an underscore ({host}).")
    if parts.query or parts.fragment:
        return bad("PUBLIC_URL is the address in front of every path: leave out ? and #.")
    if _is_loopback(host):
        return good(f"PUBLIC_URL is {address}: only this machine reaches it.")
    if parts.scheme != "https":
        return bad(f"PUBLIC_URL is {address}: it must begin with https://.")
    return good(f"PUBLIC_URL is {address}.")


def live_url(settings: Settings) -> Finding:
    """Whether browsers send the live process the cookie of the pages."""
    if settings.live_url is None:
        where = f"{settings.public_url}/inbox/live"
        return good(f"No LIVE_URL: a proxy passes {where} to the live process.")
    if urlsplit(settings.live_url).hostname != urlsplit(settings.public_url).hostname:
        return bad(
            f"LIVE_URL is {settings.live_url}: it must have the host of PUBLIC_URL, whose cookie "
            "says who is signed in; only the port may be another."
        )
    return good(f"LIVE_URL is {settings.live_url}.")


def _writable(name: str, folder: Path) -> Finding:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=folder, prefix=".doctor-") as file:
            file.write(b"x")
            os.fsync(file.fileno())
    except OSError as problem:
        return bad(f"{name} ({folder}) cannot be written to: {problem.strerror}.")
    return good(f"{name} ({folder}) can be written to.")


def _catalogues(root: Path) -> Iterator[Path]:
    return (root / "pages" / "translations").glob("*/LC_MESSAGES/*.po")


def _compiled(source: Path) -> bool:
    target = source.with_suffix(".mo")
    return target.is_file() and target.stat().st_mtime >= source.stat().st_mtime


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
