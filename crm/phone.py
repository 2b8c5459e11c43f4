"""Phone numbers: the spellings of one line, today's dialled form, and what an agent typed.

WhatsApp writes some lines otherwise than they are dialled, for ever, by the date of the account.
Nothing here judges an inbound number: a real WhatsApp id may look impossible to the numbering
plans (`+5215512345678` does). Only what a person types is checked.
"""

import re
import unicodedata

import phonenumbers
from phonenumbers import (
    NumberParseException,
    PhoneNumber,
    PhoneNumberFormat,
    ValidationResult,
    timezone as zones,
)

from crm.errors import PhoneInvalid, Text

_ADDRESS = re.compile(r"whatsapp:(\+[1-9][0-9]{5,14})")
_E164 = re.compile(r"\+[1-9][0-9]{5,14}")
_BRAZIL_AREA = "1[1-9]|2[12478]|3[1-578]|4[1-9]|5[1345]|6[1-9]|7[134579]|8[1-9]|9[1-9]"
_TWINS = (
    # Mexico: the 1 for mobiles was dropped from dialling in 2019; older accounts keep it.
    (re.compile(r"\+521?([2-9][0-9]{9})"), r"+52\1", r"+521\1"),
    # Argentina: the 9 for mobiles. Without it the line may also be fixed; one client either way.
    (re.compile(r"\+549?((?:11|[23][0-9])[0-9]{8})"), r"+549\1", r"+54\1"),
    # Brazil: mobiles got a ninth digit. A fixed line begins with 2 to 5 and never had one.
    (re.compile(rf"\+55({_BRAZIL_AREA})9?([6-9][0-9]{{7}})"), r"+55\g<1>9\2", r"+55\1\2"),
)
_MEXICO_TYPED = re.compile(r"(?:\+52)?(?:044|045|01|1)?([2-9][0-9]{9})")
_BUENOS_AIRES_TYPED = re.compile(r"(?:\+54)?0?15([0-9]{8})")
_ARGENTINA_DOUBLED = re.compile(r"\+549([0-9]{12})")

_SENTENCES = {
    "empty": Text(
        "There is no number. Type it with its country code, for example +7 701 234 56 78."
    ),
    "extension": Text("WhatsApp has no extensions. Leave the extension out."),
    "characters": Text(
        "A phone number has only digits and may begin with +. "
        "Take everything else out; one number at a time."
    ),
    "country": Text(
        "The country of this number is not known. "
        "Begin with + and the country code, for example +7 701 234 56 78."
    ),
    "area": Text(
        "The area code is missing. Type the whole number, best with + and the country code."
    ),
    "short": Text("This number has too few digits. Check it against the source."),
    "long": Text(
        "This number has too many digits. "
        "If it is a foreign one, begin with + and the country code."
    ),
    "length": Text(
        "No number of this country has so many digits. "
        "If it is a foreign one, begin with + and the country code."
    ),
}
_IMPOSSIBLE = {
    ValidationResult.INVALID_COUNTRY_CODE: "country",
    ValidationResult.IS_POSSIBLE_LOCAL_ONLY: "area",
    ValidationResult.TOO_SHORT: "short",
    ValidationResult.TOO_LONG: "long",
    ValidationResult.INVALID_LENGTH: "length",
}
_UNREADABLE = {
    NumberParseException.INVALID_COUNTRY_CODE: "country",
    NumberParseException.TOO_LONG: "long",
}


def spellings(phone: str) -> list[str]:
    """The one or two E.164 spellings of the line `phone`, the dialled form first."""
    for pattern, dialled_form, other_form in _TWINS:
        if line := pattern.fullmatch(phone):
            return [line.expand(dialled_form), line.expand(other_form)]
    return [phone]


def dialled(phone: str) -> str:
    """The E.164 form in which the line is dialled today."""
    return spellings(phone)[0]


def of_address(address: str) -> str | None:
    """The dialled number of a WhatsApp address; None where the address hides it."""
    found = _ADDRESS.fullmatch(address)
    return dialled(found[1]) if found else None


def parse(typed: str, region: str) -> str:
    """The dialled number of what a person typed, nationally as in `region` (ISO 3166) or in full.

    Raises PhoneInvalid, whose fact `reason` is a word for what is wrong.
    """
    region = region.upper()
    candidate = _by_our_rules(_compact(typed), region)
    try:
        number = phonenumbers.parse(candidate, region)
    except NumberParseException as problem:
        raise _refusal(_UNREADABLE.get(problem.error_type, "short")) from problem
    phone = dialled(phonenumbers.format_number(number, PhoneNumberFormat.E164))
    if reason := _impossible(phone):
        raise _refusal(reason)
    return phone


def looks_unusual(phone: str) -> bool:
    """Whether no operator is known to give out such a number: worth a warning, no refusal.

    The tables lag behind the numbering plans.
    """
    number = _read(dialled(phone))
    return number is None or not phonenumbers.is_valid_number(number)


def country(phone: str) -> str | None:
    """The ISO 3166 code of the number's country; None for satellite and unassigned ones."""
    number = _read(dialled(phone))
    region = phonenumbers.region_code_for_number(number) if number else None
    return None if region == phonenumbers.REGION_CODE_FOR_NON_GEO_ENTITY else region


def timezone(phone: str) -> str | None:
    """The IANA zone of the number, where it has exactly one."""
    # For any +7 mobile the library names sixteen zones, Kazakhstan's among Russia's.
    if country(phone) == "KZ":
        return "Asia/Almaty"
    number = _read(dialled(phone))
    found = zones.time_zones_for_number(number) if number else ()
    return found[0] if len(found) == 1 and found[0] != zones.UNKNOWN_TIMEZONE else None


def display(phone: str) -> str:
    """The number as people write it, in international form."""
    number = _read(phone)
    if number is None:
        return phone
    return phonenumbers.format_number(number, PhoneNumberFormat.INTERNATIONAL)


def _read(phone: str) -> PhoneNumber | None:
    """The library's view of an E.164 number; None where it has none."""
    try:
        return phonenumbers.parse(phone, None)
    except NumberParseException:
        return None


def _compact(typed: str) -> str:
    """Only ASCII digits, with + in front where it was typed. Raises PhoneInvalid."""
    text = "".join(_plain(sign) for sign in unicodedata.normalize("NFKC", typed)).strip()
    digits = re.sub(r"[\s().\-/\[\]]", "", text)
    if not digits:
        raise _refusal("empty")
    if not re.fullmatch(r"\+?[0-9]+", digits):
        raise _refusal("extension" if _has_extension(text) else "characters")
    return digits


def _plain(sign: str) -> str:
    """A digit of any script as ASCII, a dash of any kind as a hyphen, nothing for invisible."""
    if sign.isdecimal():
        return str(unicodedata.decimal(sign))
    kind = unicodedata.category(sign)
    if kind == "Cf":
        return ""
    return "-" if kind == "Pd" or sign == "−" else sign


def _has_extension(text: str) -> bool:
    try:
        return bool(phonenumbers.parse(text, "US").extension)
    except NumberParseException:
        return False


def _by_our_rules(digits: str, region: str) -> str:
    """`digits`, in full where the library would misread them."""
    digits = _international(digits, region)
    if region == "MX" or digits.startswith("+52"):
        # 044, 045 and 01 went out of use in Mexico in 2019; people still type them.
        return _MEXICO_TYPED.sub(r"+52\1", digits) if _MEXICO_TYPED.fullmatch(digits) else digits
    argentine = region == "AR" or digits.startswith("+54")
    if argentine and (line := _BUENOS_AIRES_TYPED.fullmatch(digits)):
        # No area begins with 15, and only Buenos Aires has eight digits after it.
        return f"+54911{line[1]}"
    if line := _ARGENTINA_DOUBLED.fullmatch(digits):
        # Both marks of a mobile at once, 9 and 15: the library knows what to do with one.
        return f"+54{line[1]}"
    return digits


def _international(digits: str, region: str) -> str:
    """00 as +, also where that country dials abroad otherwise (Kazakhstan: 8 10)."""
    if not digits.startswith("00"):
        return digits
    metadata = phonenumbers.PhoneMetadata.metadata_for_region(region, None)
    prefix = metadata.international_prefix if metadata else None
    return digits if prefix and re.match(prefix, digits) else f"+{digits[2:]}"


def _impossible(phone: str) -> str | None:
    """Why no telephone can have this number, as a key of the sentences; None where one can."""
    number = _read(phone)
    if number is None:
        return "country"
    reason = _IMPOSSIBLE.get(phonenumbers.is_possible_number_with_reason(number))
    if reason is None and not _E164.fullmatch(phone):
        return "long"
    if reason is None and phone.startswith("+52") and not _TWINS[0][0].fullmatch(phone):
        return "length"
    return reason


def _refusal(reason: str) -> PhoneInvalid:
    return PhoneInvalid(_SENTENCES[reason], reason=reason)
