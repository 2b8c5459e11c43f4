"""What the demo's operator sells, and who has bought it: one booking in every state.

Days are counted from the demo's first start; the instants of what has happened lie before it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import time
from typing import Any

PAYMENT_LINK = "https://pay.example.kz/dreamland?order={code}&sum={amount}"
PAYMENT_DETAILS = """ТОО «Dreamland PRO», БИН 000000000000
ИИК KZ00 0000 0000 0000 0000, АО «Пример Банк», БИК EXMPKZKA
Kaspi Gold: +7 727 212 34 56"""
OFFICE_PHONE = "+77272123456"
GUIDE = ("+77051112233", "Ерлан Сеитов")
MORNING = time(11)


@dataclass(frozen=True)
class Sold:
    """A tour with the days on which it begins."""

    tour: Mapping[str, Any]
    days: tuple[int, ...]
    """From the first start on; below nothing before it."""
    at: time | None = None
    meet: str = ""
    guided: bool = False


@dataclass(frozen=True)
class Step:
    """Something that was done with a booking."""

    verb: str
    days_ago: int = 0
    """At eleven in the morning of that day; nothing: `minutes_ago` counts."""
    minutes_ago: int = 0
    facts: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Bought:
    """One client's booking, from the first word to where it stands."""

    phone: str
    name: str
    steps: tuple[Step, ...]
    tour: str = ""
    """Its name; empty: a trip made of lines."""
    day: int = 0
    people: int = 2
    travellers: tuple[str, ...] = ()
    lines: tuple[str, ...] = ()
    title: str | None = None
    currency: str | None = None
    last_day: int = 0


KOLSAI, ALTAI, BOZJYRA = "Кольсай и Каинды", "Алтай — горные озёра", "Плато Бозжыра"
EAGLES, YOGA, SUNSET = "Выходные с беркутчи", "Йога-ретрит в Саты", "Закат на Чарыне: медитация"

SALE = (
    Sold(
        {
            "name": KOLSAI, "kind": "tour", "base_price": 145000, "capacity": 12,
            "duration_days": 3,
            "includes": ["проезд из Алматы", "две ночи в Саты", "завтраки и ужины", "гид"],
        },
        (-24, 5, 19, 33, 47, 61, 75), time(7, 30), "Алматы, пр. Абая 10, у фонтана", guided=True,
    ),
    Sold(
        {
            "name": ALTAI, "kind": "tour", "base_price": 389000, "capacity": 10,
            "duration_days": 5, "includes": ["проезд", "проживание", "питание", "лошади"],
        },
        (34, 62, 88), time(6), "Усть-Каменогорск, вокзал", guided=True,
    ),
    Sold(
        {
            "name": BOZJYRA, "kind": "tour", "base_price": 265000, "capacity": 8,
            "duration_days": 4, "includes": ["джип", "палатки", "питание"],
        },
        (40, 60, 80), time(8), "Актау, гостиница «Каспий»",
    ),
    Sold(
        {
            "name": EAGLES, "kind": "tour", "base_price": 98000, "capacity": 16,
            "duration_days": 2, "includes": ["проезд", "ночь в юрте", "питание"],
        },
        (6, 20, 48, 76), time(9), "Алматы, пр. Абая 10, у фонтана",
    ),
    Sold(
        {"name": YOGA, "kind": "retreat", "base_price": 180000, "capacity": 14, "duration_days": 3},
        (26, 54, 82), None, "Саты, гостевой дом «Кольсай»",
    ),
    Sold(
        {
            "name": SUNSET, "kind": "session", "base_price": 12000, "capacity": 15,
            "duration_minutes": 90,
        },
        (2, 9, 16, 23, 30, 37), time(18), "Чарын, смотровая площадка", guided=True,
    ),
)  # fmt: skip


def _on(days_ago: int, *verbs: str) -> tuple[Step, ...]:
    """Steps of one morning, ten minutes apart."""
    return tuple(Step(verb, days_ago, minutes_ago=-10 * place) for place, verb in enumerate(verbs))


def _ago(minutes_ago: int, verb: str, **facts: Any) -> Step:
    return Step(verb, 0, minutes_ago, facts)


TAKEN = (
    Bought(
        "+77012223344", "Оксана Ли",
        (
            Step("writes", 45, facts={"text": "Здравствуйте! Хотим на Кольсай втроём."}),
            *_on(44, "quote", "hold"), *_on(43, "pay"),
        ),
        KOLSAI, -24, people=3, travellers=("Игорь Ли, husband, 41", "Ева Ли, daughter, 12"),
    ),
    Bought(
        "+77013334455", "Светлана Орлова",
        (
            Step("writes", 11, facts={"text": "Добрый день, есть места на йога-ретрит?"}),
            *_on(10, "quote", "hold", "request"), *_on(9, "pay"),
            Step("cancel", 2, facts={"reason": "Заболела", "fee": 30000}),
        ),
        YOGA, 26, people=1,
    ),
    Bought(
        "+77014445566", "Бахыт Омаров",
        (
            Step("writes", 7, facts={"text": "Здравствуйте, отложите два места на Алтай."}),
            *_on(6, "quote", "hold"),
        ),
        ALTAI, 34,
    ),
    Bought(
        "+77015556677", "Айгуль Сейтова",
        (
            Step("writes", 3, facts={"text": "Здравствуйте! Алтай, двое взрослых и ребёнок."}),
            *_on(2, "quote", "offer", "hold", "request"),
            Step("pay", 2, -60, {"part": "deposit"}),
        ),
        ALTAI, 34, people=3, travellers=("Марат Сейтов, husband, 38", "Алия Сейтова, daughter, 9"),
    ),
    Bought(
        "+77016667788", "Денис Ковалёв",
        (
            Step("writes", 5, facts={"text": "Кольсай на ближайшие выходные, нас четверо."}),
            *_on(4, "quote", "hold"), *_on(3, "pay"),
        ),
        KOLSAI, 5, people=4,
    ),
    Bought(
        "+77017778899", "Нурлан Абаев",
        (
            _ago(20 * 60, "writes", text="Здравствуйте, запишите двоих на медитацию на Чарыне."),
            _ago(20 * 60 - 15, "quote"), _ago(20 * 60 - 17, "hold"), _ago(20 * 60 - 19, "request"),
            _ago(110, "claim", text="Оплатил через Kaspi, проверьте, пожалуйста."),
        ),
        SUNSET, 9,
    ),
    Bought(
        "+14155550123", "James Miller",
        (_ago(150, "quote"), _ago(148, "offer")),
        people=2, day=41, last_day=43, title="Charyn and the Kolsai Lakes", currency="USD",
        lines=(
            "flight: Astana to Almaty; 95 x 2; from=NQZ; to=ALA; provider=Air Astana; "
            "flight_number=KC852; starts={day} 08:10; ends={day} 10:00",
            "transfer: Car with an English-speaking driver; 320; provider=Dreamland PRO; "
            "driver_name=Сергей; starts={day} 10:30",
            "experience: Charyn Canyon, a walk with a guide; 40 x 2; duration_hours=4",
            "hotel: Guest house in Saty; 70 x 2; starts={day}; ends={last}; rooms=1; board=half",
            "discount: Returning friends; -30",
        ),
    ),
    Bought(
        "+77770314159", "Тимур Ахметов",
        (_ago(25 * 60, "quote"), _ago(25 * 60 - 5, "offer")),
        BOZJYRA, 60, people=4,
    ),
    Bought(
        "+254712345678", "Wanjiru Kamau",
        (_ago(30, "quote"), _ago(28, "hold")),
        EAGLES, 20, travellers=("Amani Kamau, son, 8",),
    ),
    Bought(
        "+77012345678", "Мария Петрова",
        (_ago(10, "quote"), _ago(8, "hold"), _ago(6, "request")),
        KOLSAI, 33, travellers=("Анна Петрова, sister, 29",),
    ),
)  # fmt: skip
"""Completed, cancelled, expired, confirmed, paid, a claim, a quote of lines, a quote, a hold,
and one that waits for its payment."""
