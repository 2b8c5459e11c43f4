"""The live process: who hears what changed, how soon, and how it ends."""

import signal
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from uuid import uuid4

import pytest
import requests

from tests.conftest import CopyDatabase
from tests.flows.conftest import MakeProduct
from tests.product import Product, until

ADMIN = ("admin@example.com", "correct horse battery")
MakeUser = Callable[[str], str]


def sign_in(product: Product, email: str, password: str) -> str:
    """Sign in; the cookie of that browser."""
    with requests.Session() as browser:
        page = browser.get(f"{product.url}/inbox/sign-in", timeout=10).text
        token = page.partition('name="csrf_token" value="')[2].partition('"')[0]
        fields = {"csrf_token": token, "email": email, "password": password}
        answer = browser.post(
            f"{product.url}/inbox/sign-in", data=fields, allow_redirects=False, timeout=10
        )
        assert answer.status_code == 303
        return f"dreamland={browser.cookies['dreamland']}"


def ask(product: Product, cookie: str = "") -> requests.Response:
    """What is answered to a page of the product that opens the stream."""
    headers = {"Origin": product.url, "Cookie": cookie}
    address = f"{product.live_url}/inbox/live"
    with requests.get(address, headers=headers, stream=True, timeout=10) as answer:
        return answer


class Stream:
    """A page's stream, read by hand."""

    def __init__(self, line: socket.socket, cookie: str) -> None:
        """Ask for it; nothing is read yet."""
        self._line = line
        self._read, self._over = b"", False
        fields = ("Host: a", "Connection: close", f"Cookie: {cookie}")
        line.sendall("\r\n".join(("GET /inbox/live HTTP/1.1", *fields, "", "")).encode())

    def hears(self, words: str, seconds: float = 5.0) -> bool:
        """Whether it is told that within so long; what came before is forgotten."""
        return self._until(lambda: f"data: {words}\r\n".encode() in self._read, seconds)

    def ends(self, seconds: float) -> bool:
        """Whether it ends within so long."""
        return self._until(lambda: self._over, seconds)

    def _until(self, condition: Callable[[], bool], seconds: float) -> bool:
        deadline = time.monotonic() + seconds
        while not condition():
            self._line.settimeout(max(0.01, deadline - time.monotonic()))
            try:
                came = self._line.recv(4096)
            except TimeoutError:
                return False
            self._read, self._over = self._read + came, not came
            if self._over and not condition():
                return False
        self._read = b""
        return True


@contextmanager
def stream(product: Product, cookie: str) -> Iterator[Stream]:
    """A page that is open as long as this lasts, and has heard its first word."""
    with socket.create_connection(("127.0.0.1", product.live_port)) as line:
        opened = Stream(line, cookie)
        assert opened.hears("everything")
        yield opened


@pytest.fixture(scope="module")
def live(
    copy_database: CopyDatabase, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Product]:
    """Web and live, for all who listen here."""
    made = Product(copy_database(), tmp_path_factory.mktemp("live"))
    made.start("web", "live")
    yield made
    made.stop()


@pytest.fixture
def make_user(live: Product) -> MakeUser:
    """A function that adds somebody new of a role, signed in."""

    def make(role: str) -> str:
        address = f"{uuid4().hex}@example.com"
        live.sql(
            "INSERT INTO users (organization_id, email, name, password_digest, role)"
            " SELECT organization_id, :email, 'Name', password_digest, :role FROM users"
            " WHERE email = :like",
            email=address,
            role=role,
            like=ADMIN[0],
        )
        return sign_in(live, address, ADMIN[1])

    return make


def test_a_page_hears_of_a_message_and_not_what_it_says(live: Product) -> None:
    with stream(live, sign_in(live, *ADMIN)) as told:
        live.writes("+77010000001", "Секрет")
        conversation = until(lambda: live.sql("SELECT public_id FROM conversations"))[0][0]
        assert told.hears(f"conversations {conversation}", 1)


def test_it_is_for_the_signed_in_team_alone(live: Product, make_user: MakeUser) -> None:
    """And for the product's own pages: no other site may read it."""
    assert ask(live).status_code == 403
    assert ask(live, make_user("guide")).status_code == 403
    answer = ask(live, make_user("agent"))
    assert answer.status_code == 200
    assert answer.headers["Access-Control-Allow-Origin"] == live.url
    elsewhere = {"Origin": "https://evil.example"}
    refused = requests.get(f"{live.live_url}/healthz", headers=elsewhere, timeout=10)
    assert "Access-Control-Allow-Origin" not in refused.headers


def test_another_operators_changes_are_not_heard(live: Product) -> None:
    with stream(live, sign_in(live, *ADMIN)) as told:
        insert = "INSERT INTO clients (organization_id, name) VALUES (:whose, 'X')"
        live.sql("INSERT INTO organizations (name, timezone) VALUES ('Other', 'Asia/Almaty')")
        ours, theirs = [id for (id,) in live.sql("SELECT id FROM organizations ORDER BY id")]
        live.sql(insert, whose=theirs)
        assert not told.hears("clients", 1)
        live.sql(insert, whose=ours)
        assert told.hears("clients")


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE user_sessions SET revoked_at = now()",
        "UPDATE users SET is_active = false WHERE role = 'agent'",
        "UPDATE users SET role = 'guide' WHERE role = 'agent'",
    ],
)
def test_who_may_listen_no_more_is_cut_off_at_once(
    live: Product, make_user: MakeUser, change: str
) -> None:
    with stream(live, make_user("agent")) as told:
        live.sql(change)
        assert told.ends(2)


def test_it_ends_within_five_seconds_also_while_somebody_reads_nothing(
    make_product: MakeProduct,
) -> None:
    live = make_product("web", "live")
    cookie = sign_in(live, *ADMIN)
    with socket.socket() as line, stream(live, cookie) as told:
        line.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1024)
        line.connect(("127.0.0.1", live.live_port))
        Stream(line, cookie)
        assert live.terminate("live") < 5
        assert told.ends(1)


def test_it_comes_up_without_the_database_and_hears_when_it_is_there(
    make_product: MakeProduct,
) -> None:
    product = make_product()
    there = product.environment["DATABASE_URL"]
    product.environment["DATABASE_URL"] = "postgresql://postgres@127.0.0.1:9/none"
    product.start("live")
    answer = requests.get(f"{product.live_url}/healthz", timeout=10).json()
    assert answer == {"hears_the_database": False, "pages": 0}
    product.kill("live", signal.SIGTERM)
    product.environment["DATABASE_URL"] = there
    product.start("live")
    health = f"{product.live_url}/healthz"
    assert until(lambda: requests.get(health, timeout=10).json()["hears_the_database"])
