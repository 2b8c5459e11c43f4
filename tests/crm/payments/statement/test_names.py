"""Payers and clients with the same name, in either script and any order."""

import pytest

from crm.payments.statement import names


@pytest.mark.parametrize(
    ("payer", "client"),
    [
        ("Мария Иванова", "Иванова Мария"),
        ("IVANOVA MARIYA", "Мария Иванова"),
        ("Мария И.", "Мария Иванова"),
        ("Мария", "Иванова Мария Сергеевна"),
        ("ИП Ахметова С.К.", "Ахметова Сауле"),
        ("Жұлдыз Әлия", "Алия Жулдыз"),
        ("Juma Otieno", "JUMA  OTIENO"),
    ],
)
def test_the_same_name_is_seen_however_it_is_written(payer: str, client: str) -> None:
    assert names.are_alike(payer, client)


@pytest.mark.parametrize(
    ("payer", "client"),
    [
        ("Марат Иванов", "Мария Иванова"),
        ("Петрова Анна", "Мария Иванова"),
        ("М. И.", "Мария Иванова"),
        ("", "Мария"),
        ("Kaspi Bank", "Мария"),
        ("Мария Мария", "Мария Иванова"),
    ],
)
def test_another_name_is_another(payer: str, client: str) -> None:
    assert not names.are_alike(payer, client)
