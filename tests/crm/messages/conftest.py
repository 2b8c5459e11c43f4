"""What the tests of the road of a message share."""

from collections.abc import Iterator

import pytest
from sqlalchemy import create_engine
from sqlalchemy.orm import Session, sessionmaker

from crm.models import Conversation, Organization, WhatsappSender
from tests.factories import make_client, make_conversation, make_organization, make_sender


@pytest.fixture
def sender(session: Session) -> WhatsappSender:
    """A number of an operator in Almaty."""
    return make_sender(session, make_organization(session))


@pytest.fixture
def sessions(database_url: str) -> Iterator[sessionmaker[Session]]:
    """Sessions that really commit, each on a connection of its own."""
    engine = create_engine(database_url, pool_size=12)
    yield sessionmaker(engine)
    engine.dispose()


@pytest.fixture
def shared_sender(sessions: sessionmaker[Session]) -> WhatsappSender:
    """A committed number, for tests with several connections."""
    with sessions(expire_on_commit=False) as session, session.begin():
        return make_sender(session, make_organization(session))


@pytest.fixture
def conversation(session: Session, sender: WhatsappSender) -> Conversation:
    """A thread with someone who wrote a minute before NOW."""
    organization = session.get_one(Organization, sender.organization_id)
    return make_conversation(session, sender, make_client(session, organization))
