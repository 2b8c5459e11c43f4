"""Cut the pages' font to what pages need; called by scripts/assets.py.

The whole of Inter weighs more than everything else on a page. The weights that the pages use and
the signs of English, Russian and their currencies are a quarter of it; names in other letters
(Kazakh, Turkish, Vietnamese, …) take the whole files of their subsets when a page has them.
"""

from collections.abc import Iterable
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont
from fontTools.varLib import instancer

WEIGHTS = (400, 650)
FEATURES = ["kern", "liga", "calt", "tnum", "ccmp", "locl", "mark", "mkmk"]
"""Kerning, arrows and such; `tnum` keeps figures in columns."""

LATIN = (
    *range(0x20, 0x7F),
    *range(0xA0, 0x100),
    *(0x131, 0x152, 0x153, 0x2BB, 0x2BC, 0x2C6, 0x2DA, 0x2DC),
    *range(0x2000, 0x2070),
    *(0x20AC, 0x2122, 0x2190, 0x2191, 0x2192, 0x2193, 0x21B5, 0x2212, 0x2215, 0x2318),
)
CYRILLIC = (0x301, *range(0x400, 0x460), 0x490, 0x491, 0x4B0, 0x4B1, 0x2116)
SUMS = (0x20B8, 0x20BD)
"""Tenge and rouble: two signs of a file of 85 KB."""

CUTS = (
    ("latin", LATIN, "inter-latin.woff2"),
    ("cyrillic", CYRILLIC, "inter-cyrillic.woff2"),
    ("latin-ext", SUMS, "inter-sums.woff2"),
)
"""The package's subset, the signs kept of it, and the file they go to."""


def cut(folder: Path, target: Path) -> None:
    """Write the small files from the package's own in `folder`."""
    for name, signs, file in CUTS:
        _cut(source(folder, name), signs, target / file)


def source(folder: Path, name: str) -> Path:
    """A subset's file in the package."""
    return folder / f"inter-{name}-wght-normal.woff2"


def _cut(path: Path, signs: Iterable[int], target: Path) -> None:
    font = TTFont(path)
    options = subset.Options()
    options.layout_features = FEATURES
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=signs)
    cutter.subset(font)
    font = instancer.instantiateVariableFont(font, {"wght": WEIGHTS})
    font.flavor = "woff2"
    font.save(target)
