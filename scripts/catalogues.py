"""Compile the pages' translations, .po to .mo; called by `make setup`, safe to run again."""

import os
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "pages" / "translations"


def main() -> None:
    """Compile every catalogue whose source is newer than what was compiled from it."""
    for source in FOLDER.glob("*/LC_MESSAGES/*.po"):
        target = source.with_suffix(".mo")
        if target.is_file() and target.stat().st_mtime > source.stat().st_mtime:
            continue
        with source.open("rb") as text:
            catalogue = read_po(text, locale=source.parent.parent.name)
        ready = target.with_suffix(f".{os.getpid()}")
        with ready.open("wb") as compiled:
            write_mo(compiled, catalogue)
        ready.replace(target)  # at once: tests beside each other read it meanwhile


if __name__ == "__main__":
    main()
