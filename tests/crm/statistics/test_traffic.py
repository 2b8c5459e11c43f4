"""How much each number has carried today."""

from datetime import timedelta

from sqlalchemy.orm import Session

from crm.statistics import traffic
from crm.statistics.traffic import Traffic
from tests.factories import (
    NOW,
    make_client,
    make_communication,
    make_conversation,
    make_organization,
    make_outbound,
    make_sender,
    make_user,
)

MIDNIGHT = NOW - timedelta(hours=10)
"""In Almaty."""


def test_a_number_has_carried_what_came_and_what_went_since_midnight(session: Session) -> None:
    organization = make_organization(session)
    one, silent = (make_sender(session, organization) for _ in range(2))
    talk = make_conversation(session, one, make_client(session, organization))
    for at in (MIDNIGHT - timedelta(minutes=1), MIDNIGHT, NOW):
        make_communication(session, talk, created_at=at)
    for status in ("sent", "read", "failed", "queued", "suppressed"):
        make_outbound(session, talk, whatsapp_status=status)
    user_id = make_user(session, organization).id
    make_outbound(
        session, talk, whatsapp_status="sent", communication_type="phone", user_id=user_id
    )
    assert traffic.today(session, organization, NOW) == {one.id: Traffic(2, 2)}
    assert silent.id not in traffic.today(session, organization, NOW)
    assert traffic.today(session, make_organization(session), NOW) == {}
