"""The account: what a set-up asks to see whether its credentials are right."""

import requests

from tests.simulator.conftest import ACCOUNT, Speaker


def test_the_account_is_active_for_who_signs_in(twilio: Speaker) -> None:
    """And nobody else's, and for nobody else."""
    address = f"{twilio.url}/2010-04-01/Accounts/{ACCOUNT}.json"
    found = twilio.api.get(address).json()
    assert (found["sid"], found["status"]) == (ACCOUNT, "active")
    assert twilio.api.get(address.replace("a1", "b2")).status_code == 404
    assert requests.get(address, auth=(ACCOUNT, "wrong"), timeout=5).status_code == 401
