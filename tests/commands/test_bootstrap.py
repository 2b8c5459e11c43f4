"""`flask bootstrap`."""

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from crm.models import Organization, User, WhatsappSender, WhatsappTemplate
from templates_whatsapp import catalogue
from tests.commands.conftest import Run


def test_it_makes_everything_once(seeded: Run, rows: Session) -> None:
    """Run again, nothing is doubled and nothing overwritten."""
    seeded("organization", "set", "--name", "Renamed")
    assert "already there" in seeded("bootstrap").output
    for model in (Organization, WhatsappSender, User):
        assert rows.scalar(select(func.count()).select_from(model)) == 1
    assert rows.scalar(select(Organization.name)) == "Renamed"
    assert rows.scalar(select(func.count()).select_from(WhatsappTemplate)) == len(catalogue.load())
