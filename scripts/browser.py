"""Find a Chromium for the browser tests, or install one: `make browser`.

From the PATH, else the one that Playwright keeps; where neither is there, Playwright fetches its
own, and as root where that is not possible apt is asked.
"""

import os
import shutil
import subprocess
import sys
from functools import cache
from pathlib import Path

from playwright.sync_api import sync_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")
INSTALL = "There is no Chromium for the browser tests. Get one: make browser"
FAILED = (
    "No Chromium could be installed: Playwright could not fetch its own"
    " and apt has none. Put a `chromium` on the PATH; then `make browser` again."
)


def main() -> int:
    """Say where it is; install it where there is none."""
    for install in (None, _by_playwright, _by_apt):
        if install is not None:
            install()
            found.cache_clear()
        if program := found():
            print(f"The browser tests use {program}")  # noqa: T201
            return 0
    print(FAILED, file=sys.stderr)  # noqa: T201
    return 1


@cache
def found() -> str | None:
    """A Chromium that starts, if there is one."""
    return next((program for program in _candidates() if _starts(program)), None)


def _candidates() -> list[str]:
    on_path = [program for name in NAMES if (program := shutil.which(name))]
    with sync_playwright() as playwright:
        kept = playwright.chromium.executable_path
    return [*on_path, *([kept] if Path(kept).is_file() else [])]


def _starts(program: str) -> bool:
    """Libraries may be missing, or the program be a stub that tells how to install it."""
    return _run(program, "--version").returncode == 0


def _by_playwright() -> None:
    install = (sys.executable, "-m", "playwright", "install")
    if _is_root() and _run(*install, "--with-deps", "chromium").returncode == 0:
        return
    _run(*install, "chromium")


def _by_apt() -> None:
    if _is_root() and shutil.which("apt-get"):
        _run("apt-get", "update")
        _run("apt-get", "install", "--yes", "--no-install-recommends", "chromium")


def _is_root() -> bool:
    return hasattr(os, "geteuid") and os.geteuid() == 0


def _run(*command: str) -> "subprocess.CompletedProcess[bytes]":
    return subprocess.run(command, capture_output=True, check=False)  # noqa: S603  (by their paths)


if __name__ == "__main__":
    sys.exit(main())
