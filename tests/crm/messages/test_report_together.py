"""A callback and the answer to the send, in two transactions that overlap."""

import threading
from collections.abc import Callable

import pytest
from sqlalchemy.orm import Session, sessionmaker

from crm.messages import conclude, report
from crm.messages.conclude import Outcome
from crm.models import Communication, Organization, WhatsappSender
from crm.provider import Accepted, DeliveryReport, Status
from tests.crm.messages.sending import take_one
from tests.crm.messages.test_conclude import SETTLE
from tests.factories import NOW, make_client, make_conversation, make_outbound

Sessions = sessionmaker[Session]
Step = Callable[[Session], None]
SID = "SM" + "d" * 32


def overlap(sessions: Sessions, first: Step, second: Step) -> None:
    """`second` begins and commits, or waits, while `first` has not committed."""

    def run_second() -> None:
        with sessions.begin() as session:
            second(session)

    with sessions() as session:
        first(session)
        beside = threading.Thread(target=run_second)
        beside.start()
        beside.join(0.3)
        session.commit()
        beside.join(10)


@pytest.mark.parametrize("named", [True, False])
@pytest.mark.parametrize("report_first", [True, False])
def test_whichever_commits_first_the_message_is_delivered(
    sessions: Sessions, shared_sender: WhatsappSender, report_first: bool, named: bool
) -> None:
    with sessions(expire_on_commit=False) as session, session.begin():
        client = make_client(session, session.get_one(Organization, shared_sender.organization_id))
        row = make_outbound(session, make_conversation(session, shared_sender, client))
        claimed = take_one(session, row)
        session.refresh(row)
    public_id = str(row.public_id) if named else None
    said = DeliveryReport(SID, "AC", public_id, "delivered", Status.DELIVERED)

    def record(session: Session) -> None:
        report.record(session, said, NOW)

    def write_down(session: Session) -> None:
        outcome = Outcome(claimed, Accepted(SID), NOW)
        conclude.conclude(session, shared_sender.id, [outcome], SETTLE, NOW)

    overlap(sessions, *((record, write_down) if report_first else (write_down, record)))
    with sessions.begin() as session:
        kept = report.kept_and_known(session, 10)
        assert kept == [] or not named
        report.apply_kept(session, kept, NOW)
    with sessions() as session:
        found = session.get_one(Communication, row.id)
        assert (found.whatsapp_status, found.whatsapp_message_id) == ("delivered", SID)
