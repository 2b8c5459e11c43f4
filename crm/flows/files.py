"""What a message carries beyond its words: the page behind its link, the document above it."""

from crm import links
from crm.flows.flow import Case
from crm.models import Payment


def page(case: Case, name: str) -> str:
    """The value of a link's address: the booking's token and the page of it."""
    token = links.token_of(case.session, case.booking, case.now)
    return f"{token}/{_PATHS.get(name, '')}{_receipt(case) if name == 'receipt' else ''}"


_PATHS = {"pay": "pay", "receipt": "receipt/"}
"""The offer and the trip are the token's own page."""


def _receipt(case: Case) -> str:
    named = case.about.get("payment")
    if named is None:
        return ""
    return f"{case.session.get_one(Payment, int(named)).public_id}.pdf"
