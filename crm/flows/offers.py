"""Offers: the quote that a client asked for, while its price is good."""

from collections.abc import Mapping

from crm.flows import values
from crm.flows.flow import Case, Flow, Stop, Verdict


def _still(case: Case) -> Verdict:
    booking = case.booking
    if booking.status == "cancelled":
        return Stop("booking_cancelled")
    if booking.status != "quote":
        return Stop("superseded")
    if booking.quote_valid_until is not None and booking.quote_valid_until <= case.now:
        return Stop("offer_over")
    return None


def _good_until(case: Case, language: str) -> str:
    return values.moment(case, case.booking.quote_valid_until, language)


FLOWS: Mapping[str, Flow] = {"quote_offer": Flow(_still, {"hold_until": _good_until})}
