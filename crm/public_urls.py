"""The addresses that clients and the provider open: our pages and files under PUBLIC_URL.

Approved templates hold the part before the value for good, so these paths never change.
"""


def page(public_url: str, value: str) -> str:
    """A page of a booking; `value` is its token and page: `<token>/pay`."""
    return f"{public_url}/b/{value}"


def file(public_url: str, value: str) -> str:
    """A document; `value` is its token and name: `<token>/voucher.pdf`."""
    return f"{public_url}/files/{value}"


def privacy(public_url: str) -> str:
    """Our plain page about data, for organizations without their own."""
    return f"{public_url}/privacy"
