"""What clients' own words say; a plain word is taken, a doubtful one is left to a person."""

import pytest

from crm.replies import words

PAID = (
    "I have paid",
    "i've just paid, please check",
    "Already transferred",
    "Payment sent!",
    "Оплатила",
    "Я оплатил(а)",
    "добрый день, перевёл вам деньги",
    "Перечислили вчера",
    "ОПЛАТИЛ",
    "Отправила оплату",
    "Вот чек",
)
OTHER = (
    ("I have not paid yet", None),
    ("ещё не оплатил", None),
    ("Я пока не перевела", None),
    ("когда оплатила бы вторая семья?", None),
    ("How do I pay?", None),
    ("как оплатить?", None),
    ("Can I pay later?", "later"),
    ("Можно оплатить позже?", "later"),
    ("можно по частям?", "later"),
    ("The link doesn't work", "broken_link"),
    ("Ссылка не открывается", "broken_link"),
    ("cancel", "cancel"),
    ("Отмена", "cancel"),
    ("Хочу отменить бронь", "cancel"),
    ("Что будет при отмене рейса?", None),
    ("Да", "yes"),
    ("Yes!", "yes"),
    ("да, а сколько стоит?", None),
    ("", None),
)


@pytest.mark.parametrize("said", PAID)
def test_these_say_that_money_was_sent(said: str) -> None:
    assert words.meaning(said) == "paid"


@pytest.mark.parametrize(("said", "meaning"), OTHER)
def test_these_say_something_else_or_nothing(said: str, meaning: str | None) -> None:
    assert words.meaning(said) == meaning
