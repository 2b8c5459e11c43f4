"""Many at the same instant: each is one client, one lead, one answer, whatever comes twice."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

from tests.product import Product, until

COUNTS = """SELECT (SELECT count(*) FROM clients), (SELECT count(*) FROM leads),
    (SELECT count(*) FROM conversations),
    (SELECT count(*) FROM communications WHERE direction = 'inbound'),
    (SELECT count(*) FROM communications WHERE direction = 'outbound')"""


def test_a_hundred_first_messages_are_answered_once_each(product: Product) -> None:
    phones = [f"whatsapp:+7705{number:07d}" for number in range(100)]
    with ThreadPoolExecutor(100) as threads:
        written = list(threads.map(product.writes, phones))
        assert {entry["webhook"]["status"] for entry in written} == {200}
        until(lambda: len(product.arrived()) == 100, 40)
        again = list(threads.map(lambda entry: _again(product, entry), written))
    assert {entry["webhook"]["status"] for entry in again} == {200}
    assert product.sql(COUNTS) == [(100, 100, 100, 100, 100)]
    assert sorted(message["phone"] for message in product.arrived()) == phones


def test_ten_messages_of_one_new_person_open_one_lead(product: Product) -> None:
    with ThreadPoolExecutor(10) as threads:
        list(threads.map(product.writes, ["+77015550001"] * 10))
    until(lambda: len(product.arrived()) == 1)
    assert product.sql(COUNTS) == [(1, 1, 1, 10, 1)]
    assert product.one("SELECT unread_messages_count FROM leads") == 10


def _again(product: Product, entry: dict[str, Any]) -> Any:
    """The very same webhook once more."""
    return product.control("repeat", sid=entry["message"]["sid"])
