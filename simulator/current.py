"""The simulator that the present request belongs to."""

from typing import cast

from flask import current_app

from simulator.courier import Courier
from simulator.network import Network


def network() -> Network:
    """The network of the application that answers this request."""
    return cast(Network, current_app.extensions["network"])


def courier() -> Courier:
    """The one that carries its messages and posts its webhooks."""
    return cast(Courier, current_app.extensions["courier"])
