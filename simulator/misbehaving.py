"""How a call is answered: as Twilio would, or as a fault in force says."""

from collections.abc import Callable

from flask import Response, g, jsonify

from simulator.current import network
from simulator.faults import ANSWERS, Fault
from simulator.refusals import Refusal

DROP = "X-Simulator-Drop"
"""An answer with this header is never written: the line is cut in its place."""

Act = Callable[[float], Response]
"""What the call does; it is given the seconds until its answer will be written."""


def perform(operation: str, act: Act, phone: str = "") -> Response:
    """Answer one call, with whatever goes wrong just now."""
    faults = network().faults
    fault = faults.take(ANSWERS, operation, phone)
    slow = faults.take(("latency",), operation, phone)
    pause = float(slow.settings["ms"]) / 1000 if slow else 0.0
    g.faults = [f.name for f in (fault, slow) if f]
    if fault is None:
        response = act(pause)
        wait(pause)
        return response
    wait(pause)
    return _spoiled(fault, act)


def wait(seconds: float) -> None:
    """Let time pass, but not past the simulator's end."""
    if seconds:
        network().stopping.wait(seconds)


def cut() -> Response:
    """No answer at all: the connection closes."""
    return Response(headers={DROP: "1"})


def _spoiled(fault: Fault, act: Act) -> Response:
    said = fault.settings
    if fault.name == "too_many":
        response = error(Refusal(20429, 429))
        response.headers["Retry-After"] = str(said["retry_after"])
        return response
    if fault.name == "refuse":
        return error(Refusal(int(said["code"]), int(said["status"])))
    taken = act(0.0) if said["taken"] else None
    if fault.name == "server_error":
        return error(Refusal(20500, int(said["status"])))
    if fault.name == "hang":
        wait(float(said["seconds"]))
        return taken or cut()
    return cut()


def error(refusal: Refusal) -> Response:
    """A refusal as Twilio writes it."""
    response = jsonify(refusal.body)
    response.status_code = refusal.status
    if refusal.status == 401:
        response.headers["WWW-Authenticate"] = 'Basic realm="Twilio API"'
    return response
