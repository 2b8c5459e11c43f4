"""Documents of nobody, by which WhatsApp's reviewers judge the templates that carry one."""

from datetime import UTC, datetime
from typing import Any

AT = datetime(2026, 6, 20, 6, 10, tzinfo=UTC)
NAMES = ("voucher", "receipt", "manifest")

_FACTS: dict[str, Any] = {
    "brand": {"name": "Dreamland PRO", "phone": "+7 727 212 34 56", "color": "#0B6B5D"},
    "corner_label": "Booking code",
    "corner": "ALT-7K3M9Q",
    "title": "Altai: mountain lakes",
    "subtitle": "8 days, 2 seats",
    "rows": [
        {
            "label": "Departure",
            "lines": ["Sat, 5 September 2026, 07:30 (Almaty, UTC+5)"],
            "strong": True,
        },
        {"label": "Meeting point", "lines": ["Almaty, Abay avenue 10"], "strong": False},
        {"label": "Travellers", "lines": ["Maria Petrova", "Kairat Petrov"], "strong": False},
    ],
    "lists": [],
    "services": {"label": "", "rows": []},
    "money": [
        {"label": "Price", "amount": "KZT 450,000", "strong": False},
        {"label": "Paid 14 June 2026, Kaspi", "amount": "KZT 225,000", "strong": False},
        {"label": "Still to pay", "amount": "KZT 225,000", "strong": True},
    ],
    "notes": ["This is a sample: nobody has booked it."],
    "footer": "Version 1 of 20 June 2026, 11:10 (Almaty)",
    "page": "{page} / {pages}",
}
_OF_KIND: dict[str, dict[str, Any]] = {
    "voucher": {"label": "Voucher"},
    "receipt": {"label": "Receipt", "title": "KZT 225,000", "subtitle": "Altai: mountain lakes"},
    "manifest": {
        "label": "Group list",
        "rows": _FACTS["rows"][:2],
        "money": [],
        "table": {
            "head": ["Booking", "Traveller", "Phone", "To know"],
            "rows": [
                ["ALT-7K3M9Q\n2 seats", "Maria Petrova", "+7 701 234 5678", ""],
                ["", "Kairat Petrov", "", "vegetarian"],
            ],
        },
    },
}


def facts(kind: str) -> dict[str, Any]:
    """The facts of one of NAMES, the same for ever."""
    return {**_FACTS, **_OF_KIND[kind]}
