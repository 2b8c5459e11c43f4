"""What the stories stand on: the product as real processes."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.conftest import CopyDatabase
from tests.flows import desk
from tests.product import Product
from tests.redis_server import RedisServer

MakeProduct = Callable[..., Product]


@pytest.fixture
def make_product(database_url: str, tmp_path: Path) -> Iterator[MakeProduct]:
    """A function that gives the product, started or not, on a fresh database."""
    made: list[Product] = []

    def make(*names: str, redis_url: str | None = None, **settings: str) -> Product:
        product = Product(database_url, tmp_path, redis_url, **settings)
        made.append(product)
        product.start(*names)
        return product

    yield make
    for product in made:
        product.stop()


@pytest.fixture(scope="session")
def product(
    copy_database: CopyDatabase, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Product]:
    """Web and clock without Redis, for all the stories that kill nothing."""
    made = Product(copy_database(), tmp_path_factory.mktemp("product"))
    desk.approve_templates(made)
    made.start("web", "clock")
    yield made
    made.stop()


@pytest.fixture
def phone(product: Product) -> str:
    """A Kazakh number that has not written yet."""
    return f"+7701{product.one('SELECT count(*) FROM clients'):07d}"


@pytest.fixture
def own_redis(redis_server: str) -> Iterator[RedisServer]:
    """A Redis that the test may stop. Skipped where `redis_server` is."""
    server = RedisServer()
    yield server
    server.stop()
