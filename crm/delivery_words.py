"""What a provider's error code means for the agent: one row a code, one word a meaning.

Pages and commands say the word as a sentence; a code without a row is `unexplained`.
"""

WORDS = {
    "20003": "credentials",
    "20404": "busy",
    "20429": "busy",
    "20500": "busy",
    "21211": "not_on_whatsapp",
    "21408": "region",
    "21610": "opted_out",
    "21611": "busy",
    "21614": "not_on_whatsapp",
    "21617": "too_long",
    "21635": "not_on_whatsapp",
    "21654": "template_broken",
    "21655": "template_broken",
    "21656": "template_broken",
    "30001": "busy",
    "60728": "busy",
    "63001": "credentials",
    "63002": "sender",
    "63003": "not_on_whatsapp",
    "63005": "content",
    "63006": "content",
    "63007": "sender",
    "63008": "sender",
    "63009": "busy",
    "63010": "busy",
    "63011": "busy",
    "63012": "busy",
    "63013": "policy",
    "63014": "opted_out",
    "63015": "sandbox",
    "63016": "window_closed",
    "63017": "busy",
    "63018": "limit",
    "63019": "media",
    "63020": "account",
    "63021": "content",
    "63022": "account",
    "63023": "busy",
    "63024": "not_on_whatsapp",
    "63025": "template_broken",
    "63026": "account",
    "63027": "template_broken",
    "63028": "template_broken",
    "63029": "template_broken",
    "63030": "template_broken",
    "63031": "own_number",
    "63032": "held_back",
    "63033": "opted_out",
    "63034": "media_large",
    "63036": "not_on_whatsapp",
    "63037": "media",
    "63038": "limit",
    "63040": "template_rejected",
    "63041": "template_paused",
    "63042": "template_disabled",
    "63049": "held_back",
    "63051": "account",
    "63062": "account",
    "63112": "account",
}

AGAIN = {"busy", "limit", "media", "credentials", "sender", "region", "account", "unexplained"}
"""Meanings after which the very same message may succeed."""

TEMPLATE = {
    "window_closed",
    "template_broken",
    "template_rejected",
    "template_paused",
    "template_disabled",
}
"""Meanings after which a template, or another one, is the way."""


def word(code: str | None) -> str:
    """The meaning of a code."""
    return WORDS.get(code or "", "unexplained")
