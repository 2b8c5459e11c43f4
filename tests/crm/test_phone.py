"""Phone numbers: one line, one client, however it is written."""

from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, strategies as st

from crm import phone
from crm.errors import PhoneInvalid

TWINS = [
    ("+525512345678", "+5215512345678"),
    ("+523312345678", "+5213312345678"),
    ("+5491123456789", "+541123456789"),
    ("+5493435551212", "+543435551212"),
    ("+5511961234567", "+551161234567"),
    ("+5531981234567", "+553181234567"),
    ("+5585999999999", "+558599999999"),
]
ALONE = [
    "+77012345678",
    "+551131234567",  # a fixed line of São Paulo
    "+5511951234567",  # nine digits that no old mobile had
    "+552081234567",  # no area 20
    "+521551234567",  # nine digits after the 1
    "+521155512345",  # no Mexican area begins with 1
    "+5411234567",  # too short
    "+548001234567",  # free call
    "+5215",
    "",
]
NEAR = st.from_regex(r"\+(52|54|55)[0-9]{8,12}", fullmatch=True)
MOBILES = st.from_regex(r"\+55(11|31|99)(9[6-9][0-9]{7})", fullmatch=True)


@pytest.mark.parametrize(("today", "other"), TWINS)
def test_both_spellings_of_a_line_lead_to_the_dialled_one(today: str, other: str) -> None:
    assert phone.spellings(today) == phone.spellings(other) == [today, other]
    assert phone.dialled(other) == today


@pytest.mark.parametrize("number", ALONE)
def test_other_numbers_have_one_spelling(number: str) -> None:
    assert phone.spellings(number) == [number]


@given(NEAR)
def test_spellings_are_symmetric_few_and_idempotent(number: str) -> None:
    found = phone.spellings(number)
    assert number in found
    assert 1 <= len(found) == len(set(found)) <= 2
    assert all(phone.spellings(one) == found for one in found)


@given(MOBILES, MOBILES)
def test_two_brazilian_mobiles_never_share_a_spelling(one: str, two: str) -> None:
    shared = set(phone.spellings(one)) & set(phone.spellings(two))
    assert bool(shared) == (one == two)


@given(st.from_regex(r"\+55(11|31|99)[2-5][0-9]{7}", fullmatch=True))
def test_a_brazilian_fixed_line_is_nobody_elses(number: str) -> None:
    assert phone.spellings(number) == [number]


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("whatsapp:+77012345678", "+77012345678"),
        ("whatsapp:+5215512345678", "+525512345678"),
        ("whatsapp:+541123456789", "+5491123456789"),
        ("whatsapp:BR.1502abc", None),
        ("whatsapp:+0012345678", None),
        ("whatsapp:+1234567890123456", None),
        ("whatsapp:+7701٢٣٤٥٦٧٨", None),
        ("+77012345678", None),
        ("sms:+77012345678", None),
        ("", None),
    ],
)
def test_the_number_of_an_address_is_the_dialled_one(address: str, expected: str | None) -> None:
    assert phone.of_address(address) == expected


@pytest.mark.parametrize(
    ("typed", "region", "expected"),
    [
        ("8 701 234 56 78", "KZ", "+77012345678"),
        ("+7 701 234-56-78", "KZ", "+77012345678"),
        ("77012345678", "kz", "+77012345678"),
        ("8 (701) 234 56 78", "RU", "+77012345678"),
        ("00 7 701 234 56 78", "KZ", "+77012345678"),
        ("0015 7 701 234 56 78", "BR", "+77012345678"),
        ("8 10 996 555 123456", "KZ", "+996555123456"),
        ("+7‒701–234—56−78", "KZ", "+77012345678"),
        ("＋７７０１２３４５６７８", "KZ", "+77012345678"),
        ("٧٧٠١٢٣٤٥٦٧٨", "KZ", "+77012345678"),
        ("\u202a+7\u00a0701 234 56 78\u202c", "KZ", "+77012345678"),
        ("+44 (0) 20 7946 0958", "KZ", "+442079460958"),
        ("044 55 1234 5678", "MX", "+525512345678"),
        ("045 33 1234 5678", "MX", "+523312345678"),
        ("01 55 1234 5678", "MX", "+525512345678"),
        ("1 55 1234 5678", "MX", "+525512345678"),
        ("521 55 1234 5678", "MX", "+525512345678"),
        ("55 1234 5678", "MX", "+525512345678"),
        ("0052 1 55 1234 5678", "KZ", "+525512345678"),
        ("+52 044 55 1234 5678", "KZ", "+525512345678"),
        ("011 15 2345 6789", "AR", "+5491123456789"),
        ("0343 15 555 1212", "AR", "+5493435551212"),
        ("15 2345 6789", "AR", "+5491123456789"),
        ("+54 9 11 15 2345 6789", "KZ", "+5491123456789"),
        ("+54 11 15 2345 6789", "KZ", "+5491123456789"),
        ("+54 15 2345 6789", "KZ", "+5491123456789"),
        ("0 15 31 98123-4567", "BR", "+5531981234567"),
        ("31 8123 4567", "BR", "+5531981234567"),
        ("(031) 3123-4567", "BR", "+553131234567"),
    ],
)
def test_what_is_typed_becomes_the_dialled_number(typed: str, region: str, expected: str) -> None:
    assert phone.parse(typed, region) == expected


@pytest.mark.parametrize(
    ("typed", "region", "reason"),
    [
        ("", "KZ", "empty"),
        (" \u200b ", "KZ", "empty"),
        ("+7 701 234 56 78 ext 5", "KZ", "extension"),
        ("+7 701 234 56 78 доб. 5", "KZ", "extension"),
        ("+7 701 234 56 78 #5", "KZ", "extension"),
        ("1-800-FLOWERS", "US", "characters"),
        ("+7+7012345678", "KZ", "characters"),
        ("8 701 234 56 78; 8 702 234 56 78", "KZ", "characters"),
        ("\x008 701 234 56 78", "KZ", "characters"),
        ("555-1234", "US", "area"),
        ("+7 701 234 56 7", "KZ", "short"),
        ("+1", "US", "short"),
        ("+7 701 234 56 789", "KZ", "length"),
        ("996 555 123456", "KZ", "length"),
        ("044 123 4567", "MX", "length"),
        ("+49123456789012345", "DE", "long"),
        ("1" * 300, "KZ", "long"),
        ("+999 12345678", "KZ", "country"),
        ("77012345678", "XX", "country"),
    ],
)
def test_what_no_telephone_has_is_refused(typed: str, region: str, reason: str) -> None:
    with pytest.raises(PhoneInvalid) as refusal:
        phone.parse(typed, region)
    assert refusal.value.facts == {"reason": reason}
    assert refusal.value.sentence.endswith(".")


@given(st.text(max_size=30), st.sampled_from(["KZ", "MX", "AR", "BR", "US"]))
def test_anything_typed_is_a_number_or_a_refusal(typed: str, region: str) -> None:
    try:
        number = phone.parse(typed, region)
    except PhoneInvalid:
        return
    assert phone.of_address(f"whatsapp:{number}") == number


@given(st.text("0123456789+-() ", min_size=6, max_size=16), st.sampled_from(["KZ", "MX", "AR"]))
def test_a_parsed_number_parses_to_itself(typed: str, region: str) -> None:
    try:
        number = phone.parse(typed, region)
    except PhoneInvalid:
        return
    assert phone.parse(number, "US") == number


@pytest.mark.parametrize(
    ("number", "country", "zone"),
    [
        ("+77012345678", "KZ", "Asia/Almaty"),
        ("+77272123456", "KZ", "Asia/Almaty"),
        ("+79123456789", "RU", None),
        ("+996555123456", "KG", "Asia/Bishkek"),
        ("+5215512345678", "MX", "America/Mexico_City"),
        ("+551161234567", "BR", "America/Sao_Paulo"),
        ("+254712345678", "KE", "Africa/Nairobi"),
        ("+18005550123", "US", None),
        ("+8701234567", None, None),
        ("+70000000000", None, None),
        ("nonsense", None, None),
    ],
)
def test_country_and_zone_come_from_the_number(
    number: str, country: str | None, zone: str | None
) -> None:
    assert phone.country(number) == country
    assert phone.timezone(number) == zone
    assert zone is None or ZoneInfo(zone)


@pytest.mark.parametrize(
    ("number", "unusual"),
    [
        ("+77012345678", False),
        ("+5215512345678", False),
        ("+551161234567", False),
        ("+70000000000", True),
        ("+999", True),
    ],
)
def test_only_numbers_nobody_gives_out_look_unusual(number: str, unusual: bool) -> None:
    assert phone.looks_unusual(number) is unusual


def test_people_see_the_international_form() -> None:
    assert phone.display("+77012345678") == "+7 701 234 5678"
    assert phone.display("+12025550123") == "+1 202-555-0123"
    assert phone.display("nonsense") == "nonsense"
