"""Twilio's error codes: what each means for the message, one row a code."""

from crm.provider import ErrorClass

LATER = ErrorClass.LATER
NEVER = ErrorClass.NEVER
OPT_OUT = ErrorClass.OPT_OUT
NEEDS_TEMPLATE = ErrorClass.NEEDS_TEMPLATE
TEMPLATE = ErrorClass.TEMPLATE
OPERATOR = ErrorClass.OPERATOR

TABLE = {
    "20003": OPERATOR,  # credentials refused
    "20005": OPERATOR,  # account not active
    "20006": OPERATOR,  # access denied
    "20008": OPERATOR,  # test credentials
    "20404": OPERATOR,  # the account's own address was not found
    "20429": LATER,  # too many requests
    "21211": NEVER,  # To is no number
    "21212": OPERATOR,  # From is no number
    "21214": NEVER,  # To cannot be reached
    # One country that is closed must not stop the sender for all others.
    "21408": NEVER,  # region not enabled
    "21601": OPERATOR,  # From cannot send
    "21603": OPERATOR,  # From missing
    "21604": NEVER,  # To missing
    "21606": OPERATOR,  # From is not ours
    "21610": OPT_OUT,  # the person said stop
    "21611": LATER,  # the sender's queue is full
    "21612": NEVER,  # no way from From to To
    "21614": NEVER,  # not a mobile
    "21617": NEVER,  # body over 1,600 characters
    "21619": NEVER,  # nothing to send
    "21635": NEVER,  # a landline
    "21654": TEMPLATE,  # variables without a ContentSid
    "21655": TEMPLATE,  # ContentSid invalid
    "21656": TEMPLATE,  # variables invalid
    "21660": OPERATOR,  # From belongs to another account
    "30001": LATER,  # queue overflow
    "30002": OPERATOR,  # account suspended
    "30003": NEVER,  # handset unreachable
    "30004": NEVER,  # message blocked
    "30005": NEVER,  # unknown handset
    "30006": NEVER,  # landline or unreachable carrier
    "30007": NEVER,  # filtered
    "30008": NEVER,  # unknown failure
    "60728": LATER,  # hourly message limit
    "63001": OPERATOR,  # channel could not sign in
    "63002": OPERATOR,  # From not found
    "63003": NEVER,  # To inactive or invalid
    "63005": NEVER,  # content refused
    "63006": NEVER,  # content could not be formatted
    "63007": OPERATOR,  # no channel for From
    "63008": OPERATOR,  # channel misconfigured
    "63009": LATER,  # WhatsApp answered with an error of its own
    "63010": LATER,  # internal error
    "63011": LATER,  # internal error
    "63012": LATER,  # internal error
    "63013": NEVER,  # policy violation
    "63014": OPT_OUT,  # blocked by the user
    "63015": NEVER,  # sandbox not joined
    "63016": NEEDS_TEMPLATE,  # outside the session window
    "63017": LATER,  # account rate
    "63018": LATER,  # channel rate or messaging limit
    "63019": LATER,  # media could not be downloaded
    "63020": OPERATOR,  # business manager or billing
    "63021": NEVER,  # invalid content
    "63022": OPERATOR,  # name certificate
    "63023": LATER,  # internal error
    "63024": NEVER,  # recipient cannot receive
    "63025": NEVER,  # the resource exists already
    "63026": OPERATOR,  # sender flagged as spam
    "63027": TEMPLATE,  # not in this language
    "63028": TEMPLATE,  # number of parameters
    "63029": TEMPLATE,  # could not be downloaded by the recipient
    "63030": TEMPLATE,  # unsupported parameter
    "63031": NEVER,  # From equals To
    "63032": NEVER,  # WhatsApp limits this user
    "63033": OPT_OUT,  # recipient is blocked
    "63034": NEVER,  # media too large
    "63036": NEVER,  # not reachable
    "63037": LATER,  # media upload failed
    "63038": LATER,  # daily message limit
    "63040": TEMPLATE,  # rejected
    "63041": TEMPLATE,  # paused
    "63042": TEMPLATE,  # disabled
    "63049": NEVER,  # WhatsApp chose not to deliver marketing
    "63051": OPERATOR,  # business account locked
    "63062": OPERATOR,  # terms not accepted
    "63112": OPERATOR,  # account disabled by Meta
}


def code(value: object) -> str | None:
    """An error code as text; None where Twilio says that there was no error."""
    word = str(value).strip() if value is not None else ""
    return None if word in ("", "0") else word


def error_class(known_code: str) -> ErrorClass:
    """What a code means. An unknown one never goes again by itself: a person looks."""
    return TABLE.get(known_code, NEVER)
