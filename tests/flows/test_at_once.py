"""Many at the same instant: each is one client, one lead, one answer, whatever comes twice."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

from tests.product import Product, until

COUNTS = """
    WITH those AS (SELECT id FROM clients WHERE phone LIKE :prefix || '%'),
    messages AS (SELECT direction FROM communications JOIN those ON those.id = client_id)
    SELECT (SELECT count(*) FROM those),
        (SELECT count(*) FROM leads JOIN those ON those.id = client_id),
        (SELECT count(*) FROM messages WHERE direction = 'inbound'),
        (SELECT count(*) FROM messages WHERE direction = 'outbound')"""


def test_a_hundred_first_messages_are_answered_once_each(product: Product) -> None:
    phones = [f"whatsapp:+7705{number:07d}" for number in range(100)]
    with ThreadPoolExecutor(100) as threads:
        written = list(threads.map(product.writes, phones))
        assert {entry["webhook"]["status"] for entry in written} == {200}
        until(lambda: len(_arrived(product, "+7705")) == 100, 40)
        again = list(threads.map(lambda entry: _again(product, entry), written))
    assert {entry["webhook"]["status"] for entry in again} == {200}
    assert product.sql(COUNTS, prefix="+7705") == [(100, 100, 100, 100)]
    assert _arrived(product, "+7705") == phones


def test_ten_messages_of_one_new_person_open_one_lead(product: Product) -> None:
    with ThreadPoolExecutor(10) as threads:
        list(threads.map(product.writes, ["+77065550001"] * 10))
    until(lambda: _arrived(product, "+7706"))
    assert product.sql(COUNTS, prefix="+7706") == [(1, 1, 10, 1)]
    assert product.one("SELECT max(unread_messages_count) FROM leads") == 10


def _arrived(product: Product, prefix: str) -> list[str]:
    """The phones of such numbers that were answered, each as often as it was."""
    phones = sorted(message["phone"] for message in product.arrived())
    return [phone for phone in phones if phone.startswith(f"whatsapp:{prefix}")]


def _again(product: Product, entry: dict[str, Any]) -> Any:
    """The very same webhook once more."""
    return product.control("repeat", sid=entry["message"]["sid"])
