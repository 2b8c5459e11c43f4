"""The whole product with the demo's past in it, and the people who open its pages."""

import requests
from playwright.sync_api import Browser, BrowserContext, Page, expect
from sqlalchemy.orm import Session

from commands.demo import data, product as demo
from commands.demo.state import State
from crm import users
from crm.models import Organization
from pages import cookies
from tests.chromium.verbs import Verbs
from tests.product import Product, until

ADMIN, AGENT, COLLEAGUE = data.ADMIN, data.AGENT, "aigerim@dreamland.example"
MANAGER, GUIDE = data.MANAGER, data.GUIDE
PASSWORD = "correct horse battery"
SETTINGS = {"ADMIN_EMAIL": ADMIN, "ADMIN_PASSWORD": PASSWORD, "DEMO_CLOCK": "1"}
WIDE, NARROW = (1440, 900), (390, 844)
TEXT = "Здравствуйте! Есть места на Алтай?"
READY = "document.addEventListener('DOMContentLoaded', () => document.body.dataset.ready = '1')"
"""Marks a page whose scripts have run: before that, what they answer to is pressed in vain."""


def settle(product: Product) -> None:
    """Tell the demo's past, add a colleague, and start the processes."""
    state = State(
        admin_password=PASSWORD,
        agent_password=PASSWORD,
        manager_password=PASSWORD,
        guide_password=PASSWORD,
    )
    demo.prepare(product.environment, state)
    with Session(product.engine) as session, session.begin():
        agent = users.find(session, AGENT)
        assert agent is not None
        organization = session.get_one(Organization, agent.organization_id)
        users.create(session, organization, COLLEAGUE, "Айгерим Садыкова", PASSWORD)
    product.start("web", "clock", "live")


class House:
    """The people of one test: each has a browser of their own, and nothing may go wrong in it."""

    def __init__(self, product: Product, browser: Browser, verbs: Verbs) -> None:
        """Nobody has opened anything."""
        self.product = product
        self._verbs = verbs
        self.wrong: list[str] = []
        self._browser = browser
        self._contexts: list[BrowserContext] = []

    def sits(
        self,
        email: str,
        path: str = "/inbox/",
        *,
        language: str = "en",
        size: tuple[int, int] = WIDE,
    ) -> Page:
        """Somebody of the team, signed in, with that page open and its stream heard."""
        context = self._context(language, size)
        value = cookie_of(self.product, email)
        context.add_cookies([{"name": cookies.NAME, "value": value, "url": self.product.url}])
        page = self._page(context)
        page.goto(self.product.url + path)
        return page

    def stranger(self, language: str = "en") -> Page:
        """Somebody who has not signed in."""
        return self._page(self._context(language, WIDE))

    def phone(self, number: str, name: str) -> Page:
        """The phone page of the simulator, as a client with that number."""
        page = self._page(self._context("en", WIDE))
        page.goto(f"{self.product.simulator.url}/")
        page.get_by_role("button", name="New client").click()
        page.get_by_label("Number, with its country code").fill(number)
        page.get_by_label("Name in the profile").fill(name)
        page.get_by_role("button", name="Use this phone").click()
        return page

    def leave(self) -> None:
        """Everybody closes their browser."""
        for context in self._contexts:
            context.close()

    def _context(self, language: str, size: tuple[int, int]) -> BrowserContext:
        width, height = size
        made = self._browser.new_context(
            locale=language, viewport={"width": width, "height": height}
        )
        made.set_default_timeout(10_000)
        made.add_init_script(READY)
        self._contexts.append(made)
        return made

    def _page(self, context: BrowserContext) -> Page:
        page = context.new_page()
        unready = page.locator("body:not([data-ready])")
        page.add_locator_handler(unready, lambda: None)  # which waits until it is no more
        page.on("pageerror", lambda error: self.wrong.append(f"{page.url}: {error}"))
        page.on("console", lambda said: self._heard(page, said.text))
        page.on("response", self._verbs.heard)
        return page

    def _heard(self, page: Page, said: str) -> None:
        if "Content Security Policy" in said:
            self.wrong.append(f"{page.url}: {said}")


def cookie_of(product: Product, email: str) -> str:
    """The cookie of a browser in which they have signed in by the form."""
    address = f"{product.url}/inbox/sign-in"
    with requests.Session() as browser:
        page = browser.get(address, timeout=30).text
        token = page.partition('name="csrf_token" value="')[2].partition('"')[0]
        fields = {"csrf_token": token, "email": email, "password": PASSWORD}
        answer = browser.post(address, data=fields, allow_redirects=False, timeout=30)
        assert answer.status_code == 303
        return str(browser.cookies[cookies.NAME])


def written_to(product: Product, number: str, name: str = "Мария") -> str:
    """The address of a new client's conversation, after they have written and were welcomed."""
    product.writes(number, TEXT, name=name)
    talk = "SELECT v.public_id FROM conversations v JOIN clients c ON c.id = v.client_id"
    found = until(lambda: product.sql(f"{talk} WHERE c.phone = :phone", phone=number))
    until(lambda: product.arrived(f"whatsapp:{number}"))
    return f"/inbox/c/{found[0][0]}"


def writes(phone: Page, body: str) -> None:
    """The client types a message and sends it."""
    phone.get_by_label("Message", exact=True).fill(body)
    phone.get_by_role("button", name="Send", exact=True).click()


def answers(page: Page, body: str) -> None:
    """The agent types an answer in the open conversation and sends it."""
    page.locator("#body").fill(body)
    page.locator("#text-form button.main").click()


def listens(page: Page) -> None:
    """Wait until the page has its stream and has looked once, so that what follows is news."""
    page.wait_for_load_state("networkidle")
    expect(page.locator("#stopped")).to_be_hidden()
