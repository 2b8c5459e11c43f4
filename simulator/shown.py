"""Records as the control API and the phone page see them: more than Twilio would say."""

from typing import Any

from simulator import clock, resources
from simulator.network import Network
from simulator.records import Message


def message(network: Network, record: Message) -> dict[str, Any]:
    """One message with its history and everything that came with it."""
    form = {name: value for name, value in record.form}
    return {
        "sid": record.sid,
        "direction": "inbound" if record.inbound else "outbound",
        "phone": record.phone,
        "sender": record.sender,
        "from": resources.sent_from(record),
        "to": resources.sent_to(record),
        "body": record.body,
        "message_type": record.message_type,
        "created_at": clock.precise(record.created),
        "status": record.status,
        "arrived": record.arrived,
        "answered": record.answered,
        "error_code": record.error_code,
        "error_message": record.error_message,
        "content_sid": record.content_sid,
        "content_type": record.content_type,
        "variables": record.variables,
        "buttons": record.buttons,
        "callback": record.callback,
        "reply_to": record.reply_to,
        "history": [step | {"at": clock.precise(step["at"])} for step in record.history],
        "media": [_media(network, sid) for sid in record.media],
        "media_urls": record.media_urls,
        "form": form,
    }


def _media(network: Network, sid: str) -> dict[str, Any]:
    media = network.media[sid]
    return {
        "sid": sid,
        "content_type": media.content_type,
        "name": media.name,
        "size": len(media.content) * 3 // 4,
        "url": f"/control/media/{sid}",
    }
