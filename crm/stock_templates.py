"""Stock templates: from the files to the rows that a send reads."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from crm.errors import ValueRefused
from crm.models import WhatsappTemplate
from templates_whatsapp.catalogue import Button, Link, StockTemplate


def load(
    session: Session, organization_id: int, stock: Sequence[StockTemplate], now: datetime
) -> int:
    """Make rows of the stock templates; says how many changed.

    A template keeps its row while its version stays. Raises ValueRefused where the provider
    holds a version whose text is another one now: it approves each text for itself.
    """
    changed = 0
    for one in stock:
        row = _row(session, organization_id, one.name, one.language, one.version)
        if row is None:
            row = WhatsappTemplate(
                organization_id=organization_id,
                name=one.name,
                language=one.language,
                version=one.version,
                created_at=now,
            )
            session.add(row)
        changed += _take_over(row, one, now)
    session.flush()
    return changed


def _row(
    session: Session, organization_id: int, name: str, language: str, version: int
) -> WhatsappTemplate | None:
    return session.scalar(
        select(WhatsappTemplate).where(
            WhatsappTemplate.organization_id == organization_id,
            WhatsappTemplate.name == name,
            WhatsappTemplate.language == language,
            WhatsappTemplate.version == version,
        )
    )


def _take_over(row: WhatsappTemplate, stock: StockTemplate, now: datetime) -> bool:
    """Copy a stock template into its row; whether anything was different."""
    wanted = {
        "category": stock.category,
        "content_type": stock.content_type,
        "content": stock.body,
        "variables": [{"name": v.name, "example": v.example} for v in stock.variables],
        "buttons": [_button(button) for button in stock.buttons],
        "header": stock.header,
        "active": True,
    }
    if all(getattr(row, name) == value for name, value in wanted.items()):
        return False
    if row.content_sid is not None and _reads(row) != _reads(WhatsappTemplate(**wanted)):
        raise ValueRefused(
            "“%(name)s” (%(language)s) was changed, but WhatsApp was given its version "
            "%(version)s as it was. Raise its version in the catalogue.",
            name=row.name,
            language=row.language,
            version=row.version,
        )
    for name, value in wanted.items():
        setattr(row, name, value)
    row.updated_at = now
    return True


def _reads(template: WhatsappTemplate) -> tuple[object, ...]:
    """What the provider approves of a template: all but its examples."""
    names = [variable["name"] for variable in template.variables]
    kind = (template.category, template.content_type)
    return (*kind, template.content, names, template.buttons, template.header)


def _button(button: Button | Link) -> dict[str, str]:
    if isinstance(button, Link):
        return {"page": button.page, "title": button.title}
    return {"id": button.id, "title": button.title}
