"""Records as Twilio's API writes them."""

from typing import Any

from flask import request

from simulator import clock, sending
from simulator.network import Network
from simulator.records import Content, Media, Message

VERSION = "2010-04-01"


def sent_from(message: Message) -> str:
    """Who wrote it."""
    return message.phone if message.inbound else message.sender


def sent_to(message: Message) -> str:
    """Who was written to."""
    return message.sender if message.inbound else message.phone


def message_uri(network: Network, sid: str) -> str:
    """A message's path, without the ending."""
    return f"/{VERSION}/Accounts/{network.config.account_sid}/Messages/{sid}"


def message(network: Network, record: Message) -> dict[str, Any]:
    """One message resource."""
    uri = message_uri(network, record.sid)
    return {
        "account_sid": network.config.account_sid,
        "api_version": VERSION,
        "body": record.body,
        "date_created": clock.rfc2822(record.created),
        "date_sent": None if record.sent is None else clock.rfc2822(record.sent),
        "date_updated": clock.rfc2822(record.updated or record.created),
        "direction": record.direction,
        "error_code": int(record.error_code) if record.error_code else None,
        "error_message": record.error_message,
        "from": sent_from(record),
        "messaging_service_sid": None,
        "num_media": str(max(len(record.media), len(record.media_urls))),
        "num_segments": "1",
        "price": None,
        "price_unit": None,
        "sid": record.sid,
        "status": record.status,
        "subresource_uris": {"media": f"{uri}/Media.json"},
        "to": sent_to(record),
        "uri": f"{uri}.json",
    }


def media(network: Network, record: Media) -> dict[str, Any]:
    """One media resource."""
    uri = message_uri(network, record.message_sid)
    return {
        "account_sid": network.config.account_sid,
        "content_type": record.content_type,
        "date_created": clock.rfc2822(record.created),
        "date_updated": clock.rfc2822(record.created),
        "parent_sid": record.message_sid,
        "sid": record.sid,
        "uri": f"{uri}/Media/{record.sid}.json",
    }


def content(network: Network, record: Content) -> dict[str, Any]:
    """One Content resource."""
    url = f"{request.host_url}v1/Content/{record.sid}"
    return {
        **_content_core(network, record),
        "url": url,
        "links": {
            "approval_create": f"{url}/ApprovalRequests/whatsapp",
            "approval_fetch": f"{url}/ApprovalRequests",
        },
    }


def content_and_approval(network: Network, record: Content) -> dict[str, Any]:
    """One row of the list that has both."""
    return _content_core(network, record) | {"approval_requests": approval(network, record)}


def approval(network: Network, record: Content) -> dict[str, Any]:
    """Where a template stands with Meta."""
    return {
        "name": record.name,
        "category": record.category,
        "content_type": next(iter(record.types), ""),
        "status": sending.approval(network, record),
        "rejection_reason": record.rejection_reason,
        "allow_category_change": True,
    }


def _content_core(network: Network, record: Content) -> dict[str, Any]:
    return {
        "sid": record.sid,
        "account_sid": network.config.account_sid,
        "friendly_name": record.friendly_name,
        "language": record.language,
        "variables": record.variables,
        "types": record.types,
        "date_created": clock.iso(record.created),
        "date_updated": clock.iso(record.updated),
    }
