"""The paper that documents are drawn on: A4, the operator's head, the foot with its page."""

from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import Any

from fpdf import FPDF
from fpdf.enums import XPos, YPos
from PIL import Image, UnidentifiedImageError

SIDE, TOP, BOTTOM = 16.0, 15.0, 20.0
"""Margins in millimetres."""
FAMILY = "DejaVu"
FILES = {"": "DejaVuSans.ttf", "B": "DejaVuSans-Bold.ttf"}
"""The font's files by style: it has Cyrillic, the Kazakh letters, ₸ and ₽."""

INK, QUIET, LINE = (23, 33, 29), (92, 106, 99), (220, 226, 223)
MARK = 10.6


class Sheet(FPDF):
    """A document being drawn; every page closes with the version and its number."""

    def __init__(self, facts: dict[str, Any], fonts: Path, issued_at: datetime) -> None:
        """Open an empty document. The time of issue is its creation date, so that the same
        facts give the same bytes. Raises OSError where the fonts are not there."""
        super().__init__(format="A4")
        self.facts = facts
        for style, name in FILES.items():
            self.add_font(FAMILY, style, fonts / name)
        self.set_creation_date(issued_at)
        self.set_margins(SIDE, TOP, SIDE)
        self.c_margin = 0  # text begins where the lines do
        self.set_auto_page_break(True, margin=BOTTOM)
        self.set_title(f"{facts['label']} {facts['corner']}")
        self.set_author(facts["brand"]["name"])
        self.alias_nb_pages("{nb}")
        self.add_page()

    def write_line(
        self,
        text: str,
        size: float,
        *,
        strong: bool = False,
        color: tuple[int, int, int] = INK,
        width: float = 0,
        height: float = 0,
        align: str = "L",
    ) -> None:
        """Text from here on, wrapped within `width` (0: to the margin); the pen goes below it."""
        self.pen(size, strong=strong, color=color)
        self.multi_cell(
            width,
            height or size * 0.5,
            text,
            align=align,
            new_x=XPos.LEFT,
            new_y=YPos.NEXT,
        )

    def pen(self, size: float, *, strong: bool = False, color: tuple[int, int, int] = INK) -> None:
        """Choose the size in points, the weight and the colour of what is written next."""
        self.set_font(FAMILY, "B" if strong else "", size)
        self.set_text_color(*color)

    def rule(self, color: tuple[int, int, int] = LINE, width: float = 0.2) -> None:
        """A line from margin to margin, here."""
        self.set_draw_color(*color)
        self.set_line_width(width)
        self.line(SIDE, self.y, self.w - SIDE, self.y)

    def accent(self) -> tuple[int, int, int]:
        """The operator's colour."""
        plain = str(self.facts["brand"]["color"]).lstrip("#")
        return int(plain[0:2], 16), int(plain[2:4], 16), int(plain[4:6], 16)

    def mark(self, logo: bytes | None) -> None:
        """The operator's logo, at most four times as wide as high; else the first letter."""
        picture = _picture(logo)
        if picture is not None:
            wide = min(4 * MARK, MARK * picture.width / picture.height)
            self.image(picture, SIDE, TOP, wide, MARK, keep_aspect_ratio=True)
            self.set_x(SIDE + wide + 4)
            return
        self.set_fill_color(*self.accent())
        self.rect(SIDE, TOP, MARK, MARK, style="F", round_corners=True, corner_radius=2.4)
        letter = next((one for one in self.facts["brand"]["name"] if one.isalnum()), "·")
        self.pen(15, strong=True, color=(255, 255, 255))
        self.set_xy(SIDE, TOP)
        self.cell(MARK, MARK, letter.upper(), align="C")
        self.set_x(SIDE + MARK + 4)

    def footer(self) -> None:
        """The version on the left, the page on the right; called by the library."""
        self.set_y(-BOTTOM + 3)
        self.rule()
        self.set_y(self.y + 2.2)
        self.pen(7.5, color=QUIET)
        self.cell(self.epw - 20, 4, self.facts["footer"])
        page = self.facts["page"].format(page=self.page_no(), pages="{nb}")
        stands_in = self.get_string_width("{nb}") - self.get_string_width("1")
        self.cell(20 + stands_in, 4, page, align="R")


def _picture(logo: bytes | None) -> Image.Image | None:
    """The logo, if it is a picture that can be read."""
    if logo is None:
        return None
    try:
        picture = Image.open(BytesIO(logo))
        picture.load()
    except (UnidentifiedImageError, OSError, ValueError):
        return None
    return picture
