"""The Account resource: what a set-up asks to see whether its credentials are right."""

from flask import Blueprint, Response, jsonify

from simulator import entrance
from simulator.current import network
from simulator.misbehaving import perform
from simulator.resources import VERSION

bp = Blueprint("account", __name__, url_prefix="/2010-04-01/Accounts")
entrance.guard(bp)


@bp.get("/<account>.json")
def fetch(account: str) -> Response:
    """The account itself, always active."""
    config = network().config
    return perform(
        "fetch",
        lambda _: jsonify(
            sid=config.account_sid,
            friendly_name=config.business_name,
            status="active",
            type="Full",
            uri=f"/{VERSION}/Accounts/{account}.json",
        ),
    )
