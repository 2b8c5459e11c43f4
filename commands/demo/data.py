"""Who is in the demo and what was said: plausible people, none of them real."""

from collections.abc import Mapping
from dataclasses import dataclass

ORGANIZATION = "Dreamland PRO"
TIMEZONE = "Asia/Almaty"
SENDER = "whatsapp:+77272123456"
ADMIN = "admin@dreamland.example"
AGENT = "daniyar@dreamland.example"
MANAGER = "saule@dreamland.example"
GUIDE = "yerlan@dreamland.example"
TEAM = {
    AGENT: ("Данияр Сапаров", "agent"),
    MANAGER: ("Сауле Бекенова", "manager"),
    GUIDE: ("Ерлан Сеитов", "guide"),
}
"""Who is there beside the admin: name and role."""

NOT_ON_WHATSAPP = "63024"
HOUR = 60
DAY = 24 * HOUR


@dataclass(frozen=True)
class Said:
    """One message, so many minutes before the demo's first start."""

    minutes_ago: int
    body: str
    by: str = "client"
    """client or agent."""
    fate: str = "read"
    """How far an agent's message came: sent, delivered, read, or the code it failed with."""


@dataclass(frozen=True)
class Person:
    """Someone who wrote, and what was said. Automatic answers come from the rules."""

    address: str
    name: str
    said: tuple[Said, ...]
    kind: str = "client"
    advertisement: Mapping[str, str] | None = None


PEOPLE = (
    Person(
        "whatsapp:+77770314159",
        "Тимур Ахметов",
        (
            Said(
                3 * DAY,
                "Добрый день. Интересует джип-тур на плато Бозжыра на майские, нас четверо.",
            ),
            Said(
                3 * DAY - 25,
                "Тимур, здравствуйте! На майские есть выезд 1–4 мая, места пока есть. "
                "Программу отправлю сегодня.",
                by="agent",
            ),
            Said(26 * HOUR, "Посмотрел программу, нравится. А можно приехать на день раньше?"),
            Said(
                26 * HOUR - 12,
                "Уточню у гостиницы в Актау и вернусь с ответом.",
                by="agent",
            ),
        ),
    ),
    Person(
        "whatsapp:+14155550123",
        "James Miller",
        (
            Said(
                22 * HOUR,
                "Hi! Two of us land in Almaty on the 12th. Could you show us Charyn Canyon "
                "and the Kolsai Lakes in three days?",
            ),
            Said(
                22 * HOUR - 18,
                "Hi James, yes: day one Charyn, two nights in Saty by the lakes. "
                "Shall I hold a car with an English-speaking guide?",
                by="agent",
            ),
            Said(3 * HOUR, "Yes please. One of us is vegetarian, is that a problem?"),
            Said(3 * HOUR - 1, "And what should we pack, does it get cold up there?"),
        ),
    ),
    Person(
        "whatsapp:+77075551834",
        "Ольга Ким",
        (
            Said(9 * HOUR, "Здравствуйте, уже забронировали в другом месте, спасибо."),
            Said(9 * HOUR - 2, "стоп"),
        ),
    ),
    Person(
        "whatsapp:+5215512345678",
        "",
        (
            Said(7 * HOUR, "Hello, do you have a group tour along the Silk Road in September?"),
            Said(
                7 * HOUR - 40,
                "Hello! Yes, from the 6th to the 15th: Almaty, Turkistan, Samarkand, Bukhara.",
                by="agent",
                fate=NOT_ON_WHATSAPP,
            ),
        ),
    ),
    Person(
        "whatsapp:+77051112233",
        "Ерлан Сеитов",
        (Said(95, "Группу встретил, все одиннадцать на месте. Выезжаем на Чарын."),),
        kind="internal",
    ),
    Person(
        "whatsapp:+254712345678",
        "Wanjiru Kamau",
        (
            Said(
                41,
                "Hello, I saw your ad about eagle hunters. Is it suitable for a child of eight?",
            ),
        ),
        advertisement={
            "headline": "A weekend with the eagle hunters",
            "source_id": "120210000000000000",
            "source_type": "ad",
            "source_url": "https://fb.me/2xkzEagle",
        },
    ),
    Person(
        "whatsapp:+77012345678",
        "Мария Петрова",
        (
            Said(
                5 * HOUR,
                "Здравствуйте! Хотим на Кольсай вдвоём в конце месяца, на два-три дня. "
                "Сколько это стоит?",
            ),
            Said(
                5 * HOUR - 9,
                "Мария, добрый день! Тур на три дня с проживанием в Саты — 145 000 ₸ с человека. "
                "Какие даты вам удобны?",
                by="agent",
            ),
            Said(12, "Отлично! Тогда с 26 по 28. Как внести предоплату?"),
        ),
    ),
)
"""In the order of their first messages' age, so that numbers and times agree."""
