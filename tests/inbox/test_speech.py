"""Refusals are said in the language of the page, their values as its readers write them."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from flask import Flask

from crm.bookings import machine
from crm.errors import (
    CrmError,
    PhoneInvalid,
    RefundRefused,
    SeatsGone,
    StepRefused,
    TemplateNotApproved,
    ValueRefused,
    VariableMissing,
)
from crm.local_time import Moment
from crm.models import Booking
from crm.money import Sum
from inbox import speech

NIGHT = datetime(2026, 8, 4, 20, 0, tzinfo=UTC)
SAID = [
    (PhoneInvalid("WhatsApp has no extensions. Leave the extension out.", reason="extension"),
     "В WhatsApp нет добавочных номеров. Уберите добавочный."),
    (RefundRefused("Of this payment %(left)s can be sent back. Ask for that or less.",
                   left=Sum(Decimal(225000), "KZT")),
     "Из этого платежа можно вернуть 225 000 ₸. Укажите эту сумму или меньше."),
    (ValueRefused("%(day)s has passed. Name a day to come.", day=date(2026, 8, 4)),
     "4 августа 2026 г.: эта дата уже прошла. Выберите будущую."),
    (StepRefused("The price of %(code)s was good until %(until)s. Quote it anew, then hold it.",
                 hint="(`flask bookings quote-again`)", code="DL-1",
                 until=Moment(NIGHT, "Asia/Almaty")),
     "Цена по DL-1 действовала до: 5 августа, 01:00 (Алматы). Обновите расчёт, потом бронируйте."),
    (SeatsGone("%(why)s The next with room: %(next_day)s.",
               why=SeatsGone("1 seat is left, %(wanted)s wanted.", wanted=2),
               next_day=date(2026, 8, 29)),
     "Осталось 1 место, нужно: 2. Ближайший с местами: 29 августа 2026 г."),
    (VariableMissing("A value is needed for “%(name)s”.", name="client_name"),
     "Заполните поле «Клиент»."),
    (TemplateNotApproved("WhatsApp has not approved “%(name)s” in this language. Choose another "
                         "template.", name="welcome"),
     "WhatsApp не одобрил «Приветствие» на этом языке. Выберите другой шаблон."),
]  # fmt: skip


@pytest.fixture
def russian(app: Flask) -> Iterator[None]:
    """A page read in Russian."""
    with app.test_request_context("/inbox/?lang=ru"):
        yield


@pytest.mark.usefixtures("russian")
@pytest.mark.parametrize(("error", "sentence"), SAID, ids=lambda one: getattr(one, "key", ""))
def test_a_refusal_is_said_in_russian(error: CrmError, sentence: str) -> None:
    assert speech.refusal(error).replace("\xa0", " ") == sentence


@pytest.mark.usefixtures("russian")
def test_a_word_of_a_refusal_is_translated() -> None:
    """By its own entry of the catalogue."""
    with pytest.raises(StepRefused) as refused:
        machine.require(Booking(booking_code="DL-1", status="expired"), "cancel")
    assert speech.refusal(refused.value) == "Бронь DL-1 истекла: отменить сейчас нельзя."


@pytest.mark.usefixtures("russian")
def test_a_size_has_the_point_of_its_reader() -> None:
    assert (speech.size(1_500_000), speech.size(1_500)) == ("1,5 МБ", "2 КБ")
