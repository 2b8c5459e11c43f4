"""What waits for a person about messages and guides: each button does what it says."""

from playwright.sync_api import Locator, Page, expect
from sqlalchemy import select
from sqlalchemy.orm import Session

import now
from crm import tasks, users
from crm.bookings import hold, quote
from crm.bookings.machine import Actor
from crm.messages import failure
from crm.models import Client, Conversation, Organization, User
from crm.payments import record
from crm.provider import ErrorClass
from tests import factories
from tests.booking_factories import make_departure, make_guide, make_tour
from tests.chromium.house import AGENT, House
from tests.inbox import trade
from tests.product import until

LOST, WHOLE = "Ждём вас у фонтана", "Возьмите тёплую куртку"


def of(page: Page, words: str) -> Locator:
    """The tasks with these words in them."""
    return page.locator("li.task", has_text=words)


def agent_of(session: Session) -> User:
    """Who sits at the page."""
    found = users.find(session, AGENT)
    assert found is not None
    return found


def sends_in_vain(people: House, number: str) -> None:
    """Two messages that did not arrive, and two of which nobody knows."""
    people.product.writes(number, "Где встречаемся?", name="Асем")
    until(lambda: people.product.arrived(f"whatsapp:{number}"))
    at = now.utc()
    with Session(people.product.engine) as session, session.begin():
        talk = session.scalars(
            select(Conversation).join(Client).where(Client.phone == number)
        ).one()
        for body in (LOST, "Не дошло и это"):
            gone = factories.make_outbound(
                session, talk, body=body, user_id=agent_of(session).id, whatsapp_status="sent"
            )
            failure.record(session, gone.id, "63024", ErrorClass.NEVER, at)
        for body in (WHOLE, "Неизвестно и это"):
            unsettled = factories.make_outbound(
                session, talk, body=body, whatsapp_status="sending", claimed_at=at
            )
            matter = tasks.Matter(
                "unknown_outcome",
                f"communications:{unsettled.id}",
                talk.organization_id,
                "not_in_list",
                talk.id,
            )
            tasks.open_for(session, matter, at)


def test_a_message_is_sent_again_or_settled_otherwise(people: House, number: str) -> None:
    sends_in_vain(people, number)
    page = people.sits(AGENT, "/inbox/tasks?only=messages")
    of(page, WHOLE).get_by_role("button", name="Not sent: send again").click()
    dialog = page.locator("#task-dialog")
    expect(dialog).to_contain_text("the client will read it twice")
    dialog.get_by_role("button", name="Not sent: send again").click()
    expect(of(page, WHOLE)).to_have_count(0)
    of(page, "Неизвестно и это").get_by_role("button", name="It was sent").click()
    expect(of(page, "Неизвестно и это")).to_have_count(0)
    of(page, "Не дошло и это").get_by_role("button", name="Settled otherwise").click()
    expect(of(page, "Не дошло и это")).to_have_count(0)
    of(page, LOST).get_by_role("button", name="Send again").click()
    expect(of(page, LOST)).to_have_count(0)
    phone = people.phone(number, "Асем")
    for body in (WHOLE, LOST):
        expect(phone.locator("#messages .theirs", has_text=body)).to_be_visible(timeout=20_000)


def books_with_a_guide_without_phone(people: House) -> None:
    """Two bookings, whose guide no message can reach."""
    at = now.utc()
    with Session(people.product.engine) as session, session.begin():
        agent = agent_of(session)
        organization = session.get_one(Organization, agent.organization_id)
        guide = make_guide(session, organization, name="Оразбек без телефона", phone=None)
        tour = make_tour(session, organization, name="Тау-Шокы")
        departure = make_departure(session, tour, departure_date=trade.day(45), guide_id=guide.id)
        for name in ("Жанна", "Рустам"):
            client = factories.make_client(session, organization, name=name)
            wish = quote.Wish(2, departure=departure)
            booking = quote.create(
                session, organization, client, wish, Actor("agent", agent.id), at
            )
            hold.place(session, booking, Actor("agent", agent.id), at)
            money = record.Incoming(booking.deposit_amount, "KZT", at.date(), "kaspi")
            record.receive(session, booking.id, [money], Actor("agent", agent.id), at)


def test_a_guide_is_told_by_phone_or_once_more(people: House, number: str) -> None:
    books_with_a_guide_without_phone(people)
    page = people.sits(AGENT, "/inbox/tasks?only=system")
    expect(of(page, "Оразбек")).to_have_count(2)
    of(page, "Жанна").get_by_role("button", name="Told by phone").click()
    expect(of(page, "Жанна")).to_have_count(0)

    people.product.sql(
        "UPDATE clients SET phone = :number WHERE name LIKE 'Оразбек%'", number=number
    )
    of(page, "Рустам").get_by_role("button", name="Send again").click()
    expect(of(page, "Рустам")).to_have_count(0)
    told = "SELECT 1 FROM guide_notifications WHERE client_name = 'Рустам' AND communication_id > 0"
    until(lambda: people.product.sql(told))
