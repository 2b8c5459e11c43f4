"""Why a line of a statement is matched, proposed or refused, as a sentence for the agent."""

from collections.abc import Mapping

SENTENCES = {
    # matched
    "fits": "{amount} for {code}: a part of its schedule, or all of it.",
    "split": "{amount} for {code}: with line {others} it makes what is due.",
    "late_payment": "{amount} for {code}, which is {status}: kept as a late payment; a task is "
    "opened where the booking does not come to life again.",
    "accepted": "{amount} for {code}: accepted by a person.",
    # proposed
    "amount_differs": "{amount} names {code}, which owes {due}. Accept the line if it is right.",
    "nothing_due": "{amount} names {code}, which owes nothing more. Accept it as a credit, or "
    "send it back.",
    "not_held": "{amount} names {code}, which is only a quote. Accept it once it is agreed.",
    "recorded_by_hand": "{amount} for {code} was recorded by an agent on {day}. Accept the line "
    "only if it is other money.",
    "repeated": "{amount} names {code}, but line {first} says the same, or has the same reference. "
    "Accept the line only if it is other money.",
    "code_mistyped": "{amount} names {typed}, which is no booking; {code} is one sign away and "
    "the amount fits.",
    "claimed": "{amount} of {payer} without a code: {code} owes it and its client says that "
    "they have paid.",
    "payer": "{amount} of {payer} without a code: {code} owes it to the same name.",
    # refused
    "no_booking": "{amount} of {payer} names no booking, and none owes it under that name.",
    "unknown_code": "{amount} names {typed}, and there is no such booking.",
    "several_codes": "{amount} names several bookings: {codes}. Record each share by hand.",
    "several_bookings": "{amount} of {payer} without a code would fit several: {codes}.",
    "foreign_currency": "{amount} names {code}, which is in {currency}. Record by hand what it "
    "came to.",
    "outgoing": "{amount} left the account: no payment.",
    "already_applied": "{amount} was applied to {code} before.",
    "reference_taken": "The reference {reference} was applied to {code} as {applied}. Look at "
    "both, and record this by hand if it is other money.",
    "double": "The same movement as line {first}.",
    "day_to_come": "{day} is still to come.",
    "rules": "{sentence}",
    # not read
    "no_day": "“{typed}” is no day. Days are written 2026-08-04, 04.08.2026 or 04/08/2026.",
    "no_amount": "“{typed}” is no amount.",
    "no_currency": "“{typed}” is no currency.",
    "two_amounts": "Both a credit and a debit stand there: {typed}.",
    "cells": "{found} cells where the head has {wanted}: the columns cannot be told apart.",
}


def sentence(key: str, facts: Mapping[str, object]) -> str:
    """The reason as an English sentence."""
    return SENTENCES[key].format_map(facts)
