"""What a client's own words say of a payment or a booking, in English and Russian; pure.

Only what is plain is taken: a word too many is left to a person, who reads every message.
"""

import re
import unicodedata
from typing import Literal

Meaning = Literal["paid", "later", "broken_link", "cancel", "yes"]

_WHOLE: dict[Meaning, tuple[str, ...]] = {
    "paid": ("paid", "receipt", "here is the receipt", "чек", "вот чек", "квитанция", "оплачено"),
    "yes": ("yes", "ok yes", "yes please", "да", "да хочу", "ага"),
}
_PATTERNS: tuple[tuple[Meaning, str], ...] = (
    (
        "later",
        r"\bpay (?:it |this |the rest )?(?:later|in parts|next (?:week|month)|tomorrow)\b"
        r"|\bin installments\b|\bмо(?:жно|гу)(?: ли)?(?: я)? (?:\w+ )?(?:позже|попозже|потом)\b"
        r"|\b(?:оплатить|заплатить|оплачу|заплачу) (?:\w+ )?"
        r"(?:позже|попозже|потом|завтра|по частям|на следующей неделе)\b"
        r"|\bпо частям\b|\bв рассрочку\b",
    ),
    (
        "broken_link",
        r"\blink (?:does not|doesn't|doesnt|is not|isn't|isnt|not) (?:work|working|open|opening)\b"
        r"|\b(?:broken|wrong) link\b|\bссылк\w+ (?:\w+ )?не (?:работает|открывается|открыва\w+)\b"
        r"|\bне (?:работает|открывается) ссылка\b|\bссылка не (?:пришла|приходит)\b",
    ),
    (
        "cancel",
        r"^(?:please )?cancel(?: (?:my|the|our) (?:booking|trip|tour))?(?: please)?$"
        r"|\bcancel (?:my|the|our) (?:booking|trip|tour)\b"
        r"|^(?:отмена|отменить|отмените|отменяйте)(?: (?:пожалуйста|бронь|поездку|тур))*$"
        r"|\bотмен(?:ить|ите|яем|яю) (?:\w+ )?(?:бронь|поездку|тур|бронирование)\b",
    ),
    (
        "paid",
        r"\b(?:i|we)(?:'ve| have)?(?: just| already)? (?:paid|transferred)\b"
        r"|\bsent (?:you )?the (?:money|payment)\b"
        r"|\b(?:just|already) (?:paid|transferred)\b|\bpayment (?:is )?(?:sent|done|made)\b"
        r"|\b(?:оплатил|перевел|перечислил)(?:а|и)?\b"
        r"|\bотправил(?:а|и)? (?:\w+ )?(?:деньги|оплату|перевод|платеж)\b",
    ),
)
_READ = tuple((meaning, re.compile(pattern)) for meaning, pattern in _PATTERNS)
_NOT_PAID = re.compile(
    r"\b(?:not|n't|haven't|didn't|cannot|can't|never)\b(?: \w+){0,2} (?:paid|transferred|sent)\b"
    r"|\b(?:еще )?не (?:\w+ )?(?:оплатил|перевел|перечислил|отправил)(?:а|и)?\b"
    r"|\b(?:если|когда|if|when|as soon as|once) (?:\w+ ){0,3}"
    r"(?:оплатил|перевел|перечислил|paid|transferred)"
)


def meaning(body: str) -> Meaning | None:
    """What the message says, if it plainly says one of these things."""
    if not body or len(body) > 300:
        return None
    plain = _folded(body)
    for said, whole in _WHOLE.items():
        if plain in whole:
            return said
    for said, pattern in _READ:
        if pattern.search(plain) and not (said == "paid" and _NOT_PAID.search(plain)):
            return said
    return None


def _folded(body: str) -> str:
    """Lower case, ё as е, one kind of apostrophe, other signs as single spaces."""
    plain = unicodedata.normalize("NFKC", body).casefold().replace("ё", "е").replace("’", "'")
    return " ".join(re.sub(r"[^\w']", " ", plain).split())
