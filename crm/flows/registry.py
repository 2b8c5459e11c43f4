"""Which flow a template has. A template without one goes by the rules of all messages alone."""

from collections.abc import Mapping

from crm.flows import changes, guides, holds, offers, payments, reminders, replies, trips
from crm.flows.flow import Flow

FLOWS: Mapping[str, Flow] = {
    **offers.FLOWS,
    **holds.FLOWS,
    **payments.FLOWS,
    **reminders.FLOWS,
    **changes.FLOWS,
    **trips.FLOWS,
    **guides.FLOWS,
    **replies.FLOWS,
}


def of(template_name: str) -> Flow | None:
    """The flow of a template, if it has one."""
    return FLOWS.get(template_name)
