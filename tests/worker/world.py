"""The worker's parts in the test's own process: a real database, and the simulator as Twilio."""

from datetime import timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import text

import now
import runtime as composition
from crm.models import Conversation, Organization, WhatsappSender
from settings import Settings
from simulator import config, inbound, server
from simulator.records import Message
from tests import factories
from tests.product import ACCOUNT, SENDER, TOKEN

NOWHERE = "http://127.0.0.1:9"
"""Where nobody listens: callbacks get lost, as when the web processes are down."""


class World:
    """One organization with one sender, and a runtime to work with."""

    def __init__(self, database_url: str, folder: Path) -> None:
        """Start the simulator and write the rows."""
        self.simulator = server.start(
            config.Config(
                webhook_url=NOWHERE,
                account_sid=ACCOUNT,
                auth_token=TOKEN,
                senders=(SENDER,),
                sent_after=0.01,
                delivered_after=0.01,
                read_after=0.01,
            )
        )
        values: dict[str, Any] = {
            "database_url": database_url,
            "public_url": NOWHERE,
            "twilio_account_sid": ACCOUNT,
            "twilio_auth_token": TOKEN,
            "twilio_api_url": self.simulator.url,
            "whatsapp_sender": SENDER,
            "secret_key": "a-secret-of-the-tests-only",
            "organization_name": "Dreamland PRO",
            "organization_timezone": "Asia/Almaty",
            "media_dir": folder,
            "settle_unknown_after_seconds": 0.2,
        }
        self.runtime = composition.build(Settings(**values), statement_seconds=30)
        with self.runtime.sessions.begin() as session:
            organization = factories.make_organization(session)
            sender = factories.make_sender(session, organization, address=SENDER)
            self.organization_id, self.sender_id = organization.id, sender.id

    def order(self, count: int = 1, **values: Any) -> list[int]:
        """Queue a text to each of so many new clients who have just written; the rows' ids."""
        return [self.order_to(self.conversation(), **values) for _ in range(count)]

    def conversation(self) -> int:
        """A new client has just written to us."""
        with self.runtime.sessions.begin() as session:
            organization = session.get_one(Organization, self.organization_id)
            sender = session.get_one(WhatsappSender, self.sender_id)
            client = factories.make_client(session, organization)
            address = f"whatsapp:{client.phone}"
            inbound.write(self.simulator.network, {"from": address, "body": "Здравствуйте!"})
            instant = now.utc()
            conversation = factories.make_conversation(
                session, sender, client, last_inbound_at=instant, last_message_at=instant
            )
            return conversation.id

    def order_to(self, conversation_id: int, **values: Any) -> int:
        """Queue one more text in a conversation."""
        with self.runtime.sessions.begin() as session:
            conversation = session.get_one(Conversation, conversation_id)
            due = now.utc() - timedelta(seconds=1)
            row = factories.make_outbound(session, conversation, not_before=due, **values)
            return row.id

    def taken(self) -> list[Message]:
        """The messages that Twilio took, in their order."""
        return [m for m in list(self.simulator.network.messages.values()) if not m.inbound]

    def fault(self, name: str, **wanted: Any) -> None:
        """Make the simulator misbehave."""
        self.simulator.network.faults.add(name, wanted)

    def sql(self, statement: str, **values: Any) -> list[Any]:
        """Ask the database, or tell it."""
        with self.runtime.engine.begin() as connection:
            result = connection.execute(text(statement), values)
            return list(result.all()) if result.returns_rows else []

    def one(self, statement: str, **values: Any) -> Any:
        """The one value of a question."""
        return self.sql(statement, **values)[0][0]

    def statuses(self) -> dict[str, int]:
        """How many of our messages stand where."""
        return dict(
            self.sql(
                "SELECT whatsapp_status, count(*) FROM communications"
                " WHERE direction = 'outbound' GROUP BY 1"
            )
        )

    def stop(self) -> None:
        """End what was started."""
        self.simulator.stop()
        self.runtime.engine.dispose()
