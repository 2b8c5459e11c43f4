"""A good send request becomes a message: its fate, its plan, the style of its callbacks."""

from simulator import sids, wording
from simulator.accepting import Order
from simulator.network import Network
from simulator.records import OUTBOUND, Content, Message

FAILED = {"rejected": "63040", "paused": "63041", "disabled": "63042"}


def take(network: Network, order: Order) -> Message:
    """Take a message: from here on it exists, whatever becomes of the answer."""
    now = network.clock.now()
    content = order.content
    media_urls = [*order.media_urls, *(wording.media(content, order.variables) if content else [])]
    message = Message(
        sid=sids.new("MM" if media_urls else "SM"),
        direction=OUTBOUND,
        sender=order.sender,
        phone=order.phone,
        body=order.body,
        created=now,
        status="queued",
        callback=order.callback,
        content_sid=content.sid if content else None,
        content_type=wording.kind(content) if content else None,
        variables=order.variables,
        buttons=wording.buttons(content, order.variables) if content else [],
        media_urls=media_urls,
        style=_style(network, order.phone),
    )
    message.move("queued", now)
    with network.lock:
        message.plan = _plan(network, order)
        network.add(message)
    return message


def approval(network: Network, content: Content) -> str:
    """Where a template's approval stands at this moment; a pending one may just have passed."""
    wait = network.options.approve_after
    waiting = content.status in ("received", "pending") and content.submitted is not None
    waited = network.clock.now() - (content.submitted or 0)
    # A submission from after a time that the clock was set back to has waited long enough.
    if waiting and wait is not None and not 0 <= waited < wait:
        content.rejection_reason = wording.review(content)
        content.status = "rejected" if content.rejection_reason else "approved"
        content.updated = network.clock.now()
        network.keep(content)
    return content.status


def _plan(network: Network, order: Order) -> list[list[str]]:
    fault = network.faults.take(("fail",), "send", order.phone)
    if fault is not None:
        return _failing(str(fault.settings["status"]), str(fault.settings["code"]))
    phone = network.phone(order.phone)
    if phone.fails_with:
        return _failing("undelivered", phone.fails_with)
    refused = _against_the_window(network, order)
    if refused:
        return _failing("failed", refused)
    plan = [["sent"], ["delivered"]]
    silent = network.faults.take(("no_read",), "send", order.phone)
    if network.options.read_receipts and phone.read_receipts and silent is None:
        plan.append(["read"])
    return plan


def _failing(status: str, code: str) -> list[list[str]]:
    """`undelivered` is said after Meta took it, `failed` before."""
    return [["sent"], [status, code]] if status == "undelivered" else [[status, code]]


def _against_the_window(network: Network, order: Order) -> str | None:
    """The code with which WhatsApp refuses it now, or None."""
    is_open = network.window_open(order.sender, order.phone)
    if order.content is None:
        return None if is_open else "63016"
    if set(order.variables) != wording.placeholders(order.content):
        return "63028"
    if is_open and wording.kind(order.content) in wording.SESSION_KINDS:
        return None
    state = approval(network, order.content)
    return None if state == "approved" else FAILED.get(state, "63016")


def _style(network: Network, phone: str) -> dict[str, object]:
    """How its callbacks will misbehave; empty for well."""
    style: dict[str, object] = {}
    late = network.faults.take(("callback_late",), "send", phone)
    if late is not None:
        style["late"] = late.settings["seconds"]
    if network.faults.take(("callback_twice",), "send", phone):
        style["times"] = 2
    if network.faults.take(("callback_out_of_order",), "send", phone):
        style["backwards"] = True
    if network.faults.take(("callback_never",), "send", phone):
        style["never"] = True
    return style
