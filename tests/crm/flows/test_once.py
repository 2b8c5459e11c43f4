"""The real rules of bookings leave one message where two would say the same."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from crm.bookings.machine import SYSTEM
from crm.models import Communication
from crm.payments import record
from tests.booking_factories import make_installment
from tests.crm.flows.scene import make_scene, outcome
from tests.factories import NOW


def names(session: Session) -> list[str | None]:
    """What is queued for now, without what is planned for the trip."""
    found = session.scalars(
        select(Communication.template_name)
        .where(Communication.not_before <= NOW, Communication.direction == "outbound")
        .order_by(Communication.id)
    )
    return list(found)


def test_a_payment_of_everything_leaves_one_message(session: Session) -> None:
    scene = make_scene(session, "payment_pending")
    make_installment(session, scene.booking)
    make_installment(session, scene.booking, seq=2, kind="balance")
    both = [
        record.Incoming(scene.booking.deposit_amount, "KZT", NOW.date(), "kaspi", provider_ref=ref)
        for ref in ("1", "2")
    ]
    record.receive(session, scene.booking.id, both, SYSTEM, NOW)
    assert scene.booking.status == "paid"
    assert names(session) == ["booking_confirmed"]
    row = session.scalars(select(Communication).where(Communication.not_before <= NOW)).one()
    outcome(session, row)
    assert "450 000" in row.body.replace("\u00a0", " ")


def test_the_same_payment_told_twice_leaves_one_message(session: Session) -> None:
    scene = make_scene(session, "payment_pending")
    make_installment(session, scene.booking)
    told = record.Incoming(
        scene.booking.deposit_amount, "KZT", NOW.date(), "kaspi", provider_ref="K-1"
    )
    for _ in range(3):
        record.receive(session, scene.booking.id, [told], SYSTEM, NOW)
    assert names(session) == ["booking_confirmed"]
