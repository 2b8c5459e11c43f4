"""What Twilio's addresses and ids look like, and which account a webhook is of."""

import re
from collections.abc import Mapping

from crm.provider import NotAMessage

NUMBER = re.compile(r"whatsapp:\+[1-9][0-9]{4,16}")
SCOPED_ID = re.compile(r"whatsapp:[A-Z]{2}\.[A-Za-z0-9.]{1,140}")
MESSAGE_SID = re.compile(r"(SM|MM)[0-9a-fA-F]{32}")


def is_whatsapp(address: str) -> bool:
    """Whether it is a WhatsApp number or an id without one."""
    return bool(NUMBER.fullmatch(address) or SCOPED_ID.fullmatch(address))


def message_sid(form: Mapping[str, str]) -> str:
    """The message's sid. Raises NotAMessage where it is missing or malformed."""
    sid = form.get("MessageSid", "")
    if not MESSAGE_SID.fullmatch(sid):
        raise NotAMessage("no MessageSid" if not sid else "MessageSid is malformed")
    return sid


def own_account(form: Mapping[str, str], account_sid: str) -> str:
    """The account the webhook is of. Raises NotAMessage unless it is ours."""
    if form.get("AccountSid") != account_sid:
        raise NotAMessage("AccountSid is not ours")
    return account_sid
