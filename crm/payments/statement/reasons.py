"""Why a line of a statement is matched, proposed or refused, as a sentence for the agent."""

from collections.abc import Mapping

from crm.errors import Text

SENTENCES: Mapping[str, str] = {
    # matched
    "fits": Text("%(amount)s for %(code)s: a part of its schedule, or all of it."),
    "split": Text("%(amount)s for %(code)s: with line %(others)s it makes what is due."),
    "late_payment": Text(
        "%(amount)s for %(code)s, which is %(status)s: kept as a late payment; a task is "
        "opened where the booking does not come to life again."
    ),
    "accepted": Text("%(amount)s for %(code)s: accepted by a person."),
    # proposed
    "amount_differs": Text(
        "%(amount)s names %(code)s, which owes %(due)s. Accept the line if it is right."
    ),
    "nothing_due": Text(
        "%(amount)s names %(code)s, which owes nothing more. Accept it as a credit, or send "
        "it back."
    ),
    "not_held": Text(
        "%(amount)s names %(code)s, which is only a quote. Accept it once it is agreed."
    ),
    "recorded_by_hand": Text(
        "%(amount)s for %(code)s was recorded by an agent on %(day)s. Accept the line only if "
        "it is other money."
    ),
    "repeated": Text(
        "%(amount)s names %(code)s, but line %(first)s says the same, or has the same "
        "reference. Accept the line only if it is other money."
    ),
    "code_mistyped": Text(
        "%(amount)s names %(typed)s, which is no booking; %(code)s is one sign away and the "
        "amount fits."
    ),
    "claimed": Text(
        "%(amount)s of %(payer)s without a code: %(code)s owes it and its client says that "
        "they have paid."
    ),
    "payer": Text("%(amount)s of %(payer)s without a code: %(code)s owes it to the same name."),
    # refused
    "no_booking": Text(
        "%(amount)s of %(payer)s names no booking, and none owes it under that name."
    ),
    "unknown_code": Text("%(amount)s names %(typed)s, and there is no such booking."),
    "several_codes": Text(
        "%(amount)s names several bookings: %(codes)s. Record each share by hand."
    ),
    "several_bookings": Text(
        "%(amount)s of %(payer)s without a code would fit several: %(codes)s."
    ),
    "foreign_currency": Text(
        "%(amount)s names %(code)s, which is in %(currency)s. Record by hand what it came to."
    ),
    "outgoing": Text("%(amount)s left the account: no payment."),
    "already_applied": Text("%(amount)s was applied to %(code)s before."),
    "reference_taken": Text(
        "The reference %(reference)s was applied to %(code)s as %(applied)s. Look at both, "
        "and record this by hand if it is other money."
    ),
    "double": Text("The same movement as line %(first)s."),
    "day_to_come": Text("%(day)s is still to come."),
    "rules": "%(sentence)s",
    # not read
    "no_day": Text("“%(typed)s” is no day. Days are written 2026-08-04, 04.08.2026 or 04/08/2026."),
    "no_amount": Text("“%(typed)s” is no amount."),
    "no_currency": Text("“%(typed)s” is no currency."),
    "two_amounts": Text("Both a credit and a debit stand there: %(typed)s."),
    "cells": Text(
        "%(found)s cells where the head has %(wanted)s: the columns cannot be told apart."
    ),
}
"""By reason, the sentence with its values named; pages say it in their language."""


def sentence(key: str, facts: Mapping[str, object]) -> str:
    """The reason as an English sentence."""
    return SENTENCES[key] % facts
