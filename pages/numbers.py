"""Phone numbers as pages show them."""

from crm import phone


def number(address: str) -> str:
    """A phone number spaced for reading, unbroken; a WhatsApp id without one as it is."""
    shown = phone.display(address.removeprefix("whatsapp:"))
    return shown.replace("-", " ").replace(" ", "\u00a0")
