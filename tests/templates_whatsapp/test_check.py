"""What the check finds in stock files that are wrong: each time the file, the line, the reason."""

from pathlib import Path

import pytest

from templates_whatsapp import check

GOOD = """\
- name: hello
  version: 1
  purpose: {en: Hello, ru: Привет}
  category: utility
  content_type: quick-reply
  languages: [en, ru]
  variables:
    - name: who
      example:
        en: Maria
        ru: Мария
  buttons:
    - id: GO_ON
      title: {en: Go on, ru: Дальше}
"""
GOOD_EN = "Hello {{ who }}!\nWe are glad to see you.\n"
GOOD_RU = "Здравствуйте, {{ who }}!\nМы вам рады.\n"
ENTRY, EN = "catalogue.yaml", "bodies/hello.en.txt"


def found(folder: Path, catalogue: str = GOOD, english: str = GOOD_EN) -> list[str]:
    """The findings for a folder of one message with this catalogue and English body."""
    (folder / "bodies").mkdir()
    (folder / ENTRY).write_text(catalogue, encoding="utf-8")
    (folder / EN).write_text(english, encoding="utf-8")
    (folder / "bodies/hello.ru.txt").write_text(GOOD_RU, encoding="utf-8")
    return [str(finding) for finding in check.findings(folder)]


def test_a_good_folder_has_no_findings(tmp_path: Path) -> None:
    assert found(tmp_path) == []


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("", "1: the body is empty"),
        ("{{ who }}, hello and be welcome here.", "1: the body begins with a variable"),
        ("“{{ who }}”, hello and be welcome here.", "1: the body begins with a variable"),
        ("Hello there and\nbe welcome, {{ who }}.", "2: the body ends with a variable"),
        ("Hi {{ who }} you", "1: 2 words are too few for 1 variables, 3 needed"),
        (
            "Hello {{ who }}!\nNow {% if who %} welcome here.",
            "2: only variables such as {{ name }} may stand in braces",
        ),
        (
            "Hello {{ who }}! {{ who|upper }} is welcome.",
            "1: only variables such as {{ name }} may stand in braces",
        ),
        (
            "Hello {{ who }}! {# nobody #} be welcome.",
            "1: only variables such as {{ name }} may stand in braces",
        ),
        (
            "Hello {{ who }}! {{1}} be welcome.",
            "1: only variables such as {{ name }} may stand in braces",
        ),
        (
            "Hello {{ who }}!\nWe are {{ what }} to see you here.",
            "2: the variable `what` is not declared in the catalogue",
        ),
        (
            "Hello {{ who }}!\nDear {{ who }}, we greet you again.",
            "2: the variable `who` is used twice",
        ),
        ("Hello, be welcome here.", "1: the variable `who` is declared but not used"),
        ("Hello {{ who }}!\nBe\u200b welcome here.", "2: a control character (U+200B)"),
        ("Hello {{ who }}!\nBe\twelcome here.", "2: a control character (U+0009)"),
        (
            "Hello {{ who }}!\nBe      welcome here.",
            "2: more than four spaces or two line ends in a row",
        ),
        (
            "Hello {{ who }}! " + "Welcome. " * 60 + "Bye",
            "1: 556 characters with the examples, at most 550 allowed",
        ),
    ],
)
def test_a_broken_body_is_named(tmp_path: Path, body: str, expected: str) -> None:
    assert found(tmp_path, english=body) == [f"{EN}:{expected}"]


def test_variables_side_by_side_are_named(tmp_path: Path) -> None:
    more = "  variables:\n    - {name: two, example: {en: x, ru: y}}\n"
    catalogue = GOOD.replace("  variables:\n", more)
    body = "Hello {{ who }}\n{{ two }}, be very welcome here."
    expected = f"{EN}:2: the variables `who` and `two` stand side by side"
    assert expected in found(tmp_path, catalogue, body)


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("name: hello", "name: Hello", "1: `name`: String should match pattern"),
        ("version: 1", "version: one", "2: `version`: Input should be a valid integer"),
        ("  version: 1\n", "", "1: the key `version` is missing"),
        ("  version: 1\n", "  version: 1\n  footer: bye\n", "3: unknown key `footer`"),
        ("  version: 1\n", "  version: 1\n  version: 2\n", "3: the key `version` stands twice"),
        ("{en: Hello, ru: Привет}", "{en: Hello}", "3: `ru` is missing"),
        ("{en: Hello, ru:", "{de: Hallo, ru:", "3: unknown key `purpose.de`"),
        ("utility", "offers", "4: `category`: Input should be 'utility' or 'marketing'"),
        ("quick-reply", "text", "5: with the parts it has, it is `quick-reply`"),
        ("[en, ru]", "[en, ru, en]", "6: a language stands twice"),
        ("[en, ru]", "[en]", "3: `ru` is none of the languages of `hello`"),
        ("        ru: Мария\n", "", "9: `ru` is missing"),
        ("ru: Мария", "ru: 9:30:00", "11: `variables.0.example.ru`: Input should be a valid"),
        ("ru: Мария", 'ru: ""', "11: `variables.0.example.ru`: words are needed"),
        ("ru: Мария", 'ru: "a  b"', "11: the provider would not take this value"),
        ("GO_ON", "go:{lead}", "13: `buttons.0.id`: String should match pattern"),
        ("Go on,", "Go on and on and on and on,", "14: `buttons.0.title.en`: String should have"),
        ("Go on,", '"Go {{ who }}",', "14: `buttons.0.title.en`: a button cannot hold a variable"),
        ("Go on,", '"Go\\non",', "14: `buttons.0.title.en`: a control character is in it"),
        ("{en: Go on,", "{en: [Go on,", "14: malformed YAML: "),
        (GOOD, "hello", "1: a list of messages is needed"),
        (GOOD, "", "1: a list of messages is needed"),
        (GOOD, "- hello", "1: `the entry`: Input should be a valid dictionary"),
        (GOOD, GOOD + "- name: \x07", "1: malformed YAML: "),
    ],
)
def test_a_broken_catalogue_is_named(tmp_path: Path, old: str, new: str, expected: str) -> None:
    findings = found(tmp_path, GOOD.replace(old, new))
    assert any(one.startswith(f"{ENTRY}:{expected}") for one in findings), findings


@pytest.mark.parametrize(
    ("doubled", "expected"),
    [
        (GOOD, "15: the name `hello` stands twice"),
        (
            "    - {id: GO_ON, title: {en: More, ru: Ещё}}\n",
            "15: the button `GO_ON` stands twice",
        ),
    ],
)
def test_what_stands_twice_is_named(tmp_path: Path, doubled: str, expected: str) -> None:
    assert found(tmp_path, GOOD + doubled) == [f"{ENTRY}:{expected}"]


REPLY = "    - id: GO_ON\n      title: {en: Go on, ru: Дальше}\n"
MORE = "".join(f"    - {{id: GO_{n}, title: {{en: Go, ru: Дальше}}}}\n" for n in range(3))
LINK = "    - {page: pay, title: {en: Pay, ru: Оплатить}}\n"
REFERENCE = '    - {id: "GO:{{ reference }}", title: {en: Go, ru: Дальше}}\n'


@pytest.mark.parametrize(
    ("header", "buttons", "kind"),
    [
        (False, REFERENCE, "quick-reply"),
        (False, LINK, "call-to-action"),
        (True, "", "media"),
        (False, LINK + REPLY, "card"),
        (True, LINK, "card"),
        (True, REPLY, "card"),
        (False, "", "text"),
    ],
)
def test_the_parts_say_the_content_type(
    tmp_path: Path, header: bool, buttons: str, kind: str
) -> None:
    catalogue = (
        GOOD.replace(REPLY, buttons) if buttons else GOOD.replace("  buttons:\n" + REPLY, "")
    )
    if header:
        catalogue += "  header: document\n"
    (tmp_path / "right").mkdir()
    assert found(tmp_path / "right", catalogue.replace("quick-reply", kind)) == []
    (tmp_path / "wrong").mkdir()
    other = "card" if kind == "text" else "text"
    expected = [f"{ENTRY}:5: with the parts it has, it is `{kind}`"]
    assert found(tmp_path / "wrong", catalogue.replace("quick-reply", other)) == expected


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (REPLY, REPLY + MORE, "12: at most 3 quick replies are allowed"),
        (REPLY, LINK + LINK, "12: one link is allowed"),
        (REPLY, LINK.replace("pay", "home"), "13: `buttons.0.page`: Input should be 'offer', "),
        (REPLY, LINK.replace("{page", "{id: X, page"), "13: `buttons.0`: a button has either"),
        (REPLY, "    - title: {en: Go, ru: Дальше}\n", "13: `buttons.0`: a button has either"),
        (REPLY, REFERENCE.replace("reference", "lead"), "13: `buttons.0.id`: String should match"),
        (
            "  languages",
            "  header: picture\n  languages",
            "6: `header`: Input should be 'document'",
        ),
        ("  languages", "  free_form: true\n  languages", "6: what is free-form has no buttons"),
        ("name: who", "name: page", "8: no variable may be called `page`"),
    ],
)
def test_buttons_that_cannot_be_are_named(
    tmp_path: Path, old: str, new: str, expected: str
) -> None:
    findings = found(tmp_path, GOOD.replace(old, new))
    assert any(one.startswith(f"{ENTRY}:{expected}") for one in findings), findings


def test_a_body_of_no_message_is_named(tmp_path: Path) -> None:
    renamed = GOOD.replace("name: hello", "name: goodbye")
    assert found(tmp_path, renamed) == [
        "bodies/goodbye.en.txt:1: the file is missing",
        "bodies/goodbye.ru.txt:1: the file is missing",
        "bodies/hello.en.txt:1: no message of the catalogue has this body",
        "bodies/hello.ru.txt:1: no message of the catalogue has this body",
    ]


def test_a_folder_without_a_catalogue_is_named(tmp_path: Path) -> None:
    assert [str(one) for one in check.findings(tmp_path)] == [
        "catalogue.yaml:1: the file is missing"
    ]


def test_files_that_are_not_utf_8_are_named(tmp_path: Path) -> None:
    found(tmp_path)
    (tmp_path / EN).write_bytes("Привет".encode("cp1251"))
    assert [str(one) for one in check.findings(tmp_path)] == [f"{EN}:1: the file is not UTF-8"]


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("en: {a: x}\nru:\n  b: y\n", ["1: `b` has no words", "2: `a` has no words"]),
        ("en: {a: x}\n", ["1: the languages en, ru are needed"]),
        ("en: {a: x}\nru: {a: 9}\n", ["2: `a` has no words"]),
        (
            'en: {a: "{time} x"}\nru:\n  a: "y {tine}"\n',
            ["3: `a` has other braces than before"],
        ),
        ("en: {a: x\n", ["2: malformed YAML: expected ',' or '}', but got '<stream end>'"]),
    ],
)
def test_words_missing_in_a_language_are_named(
    tmp_path: Path, words: str, expected: list[str]
) -> None:
    (tmp_path / check.WORDS).write_text(words, encoding="utf-8")
    assert found(tmp_path) == [f"words.yaml:{one}" for one in expected]
