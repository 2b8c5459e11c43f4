"""The addresses that clients and the provider open: our pages and files under PUBLIC_URL.

Approved templates hold the part before the value for good, so these paths never change.
"""

OVERRIDES = "#rc=3&rp=all"
"""Behind an address that the provider is given: it then tries a webhook three times more,
whatever went wrong."""


def page(public_url: str, value: str) -> str:
    """A page of a booking; `value` is its token and page: `<token>/pay`."""
    return f"{public_url}/b/{value}"


def file(public_url: str, value: str) -> str:
    """A document; `value` is its token and name: `<token>/voucher.pdf`."""
    return f"{public_url}/files/{value}"


def privacy(public_url: str) -> str:
    """Our plain page about data, for organizations without their own."""
    return f"{public_url}/privacy"


def messages(public_url: str) -> str:
    """Where the provider sends what clients write; its fallback address too."""
    return f"{public_url}/webhooks/twilio/messages"


def reports(public_url: str) -> str:
    """Where the provider says what became of our messages."""
    return f"{public_url}/webhooks/twilio/status"
