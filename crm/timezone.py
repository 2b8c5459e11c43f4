"""Time zones as people name them: checked against the zones this machine knows."""

from zoneinfo import available_timezones

from crm.errors import ValueRefused


def named(typed: str) -> str:
    """The IANA name of a zone, whatever its capitals. Raises ValueRefused."""
    wanted = typed.strip().lower()
    for name in available_timezones():
        if name.lower() == wanted:
            return name
    raise ValueRefused(
        "“%(part)s” is no time zone. Name one as in Asia/Almaty or Europe/Berlin.", part=typed
    )
