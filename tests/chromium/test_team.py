"""Somebody new in the team, from the invitation to their last day, and what they do alone."""

from playwright.sync_api import Page, expect

from tests.chromium import house
from tests.chromium.house import ADMIN, PASSWORD, House

EMAIL, NAME = "gulnara@dreamland.example", "Гульнара Оспанова"
ANOTHER = "another horse battery"
TEAM, ACCOUNT = "/inbox/settings/team", "/inbox/settings/account"


def invites(admin: Page, email: str) -> str:
    """By the form; the link that is to be handed over."""
    admin.get_by_role("button", name="Invite somebody").click()
    admin.get_by_label("E-mail").fill(email)
    admin.get_by_role("button", name="Make the link").click()
    return link(admin, email)


def link(admin: Page, email: str) -> str:
    """What stands to be copied beside somebody's address."""
    waiting = admin.locator("li.invite", has_text=email).locator("input[readonly]")
    expect(waiting).to_be_visible()
    return waiting.input_value()


def opens(admin: Page, name: str, button: str) -> None:
    """What may be done about somebody of the team, and one of it."""
    admin.get_by_role("row").filter(has_text=name).get_by_role("button", name="Change").click()
    admin.locator("dialog[open]").get_by_role("button", name=button).click()


def test_somebody_is_invited_joins_and_leaves(people: House) -> None:
    admin, new = people.sits(ADMIN, TEAM), people.stranger()
    address = invites(admin, EMAIL)
    new.goto(address)
    expect(new.locator("main")).to_contain_text("You are invited as: Agent")
    new.get_by_label("Your name").fill(NAME)
    new.get_by_label("Password", exact=True).fill(PASSWORD)
    new.get_by_role("button", name="Join").click()
    expect(new.locator("#rows")).to_be_visible()

    admin.reload()
    row = admin.get_by_role("row").filter(has_text=EMAIL)
    opens(admin, EMAIL, "Sign out everywhere")
    expect(row).not_to_contain_text("browser")
    admin.reload()
    row.get_by_role("button", name="Change").click()
    dialog = admin.locator("dialog[open]")
    dialog.get_by_label("Role").select_option("manager")
    dialog.get_by_role("button", name="Change the role").click()
    expect(row).to_contain_text("Manager")

    opens(admin, EMAIL, "Link for a new password")
    new.goto(link(admin, EMAIL))
    new.get_by_label("Password", exact=True).fill(ANOTHER)
    new.get_by_role("button", name="Save and sign in").click()
    expect(new.locator("#rows")).to_be_visible()

    opens(admin, EMAIL, "Let in no more")
    expect(row).to_contain_text("May not sign in")
    new.reload()
    expect(new.get_by_role("button", name="Sign in")).to_be_visible()
    row.get_by_role("button", name="Let in again").click()
    expect(row.get_by_role("button", name="Change")).to_be_visible()


def test_a_link_is_taken_back_and_conversations_go_in_turn(people: House) -> None:
    admin, new = people.sits(ADMIN, TEAM), people.stranger()
    address = invites(admin, "mistake@dreamland.example")
    admin.locator("li.invite", has_text="mistake@").get_by_role("button", name="Take back").click()
    expect(admin.get_by_text("mistake@dreamland.example")).to_have_count(0)
    new.goto(address)
    expect(new.get_by_role("button", name="Join")).to_have_count(0)

    card = admin.locator("section[aria-labelledby=assignment]")
    before = card.locator("input:checked").get_attribute("value")
    for value in ("in_turn", str(before)):
        card.locator(f"#assign-{value}").check()
        with admin.expect_navigation():
            card.get_by_role("button", name="Save").click()
        expect(card.locator("input:checked")).to_have_value(value)


def test_ones_own_account(people: House) -> None:
    mine, others = "saltanat@dreamland.example", []
    admin, page = people.sits(ADMIN, TEAM), people.stranger()
    page.goto(invites(admin, mine))
    page.get_by_label("Your name").fill("Салтанат")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Join").click()
    others = [house.cookie_of(people.product, mine) for _ in range(2)]
    assert len(set(others)) == 2

    page.goto(people.product.url + ACCOUNT)
    browsers = page.locator("section[aria-labelledby=my-browsers] li")
    expect(browsers).to_have_count(3)
    browsers.get_by_role("button", name="Sign out").first.click()
    expect(browsers).to_have_count(2)
    page.get_by_role("button", name="Sign out everywhere else").click()
    expect(browsers).to_have_count(1)

    page.get_by_label("Password now").fill(PASSWORD)
    page.get_by_label("New password").fill(ANOTHER)
    page.get_by_role("button", name="Change the password").click()
    expect(page.get_by_role("status")).to_contain_text("The password is changed")

    page.get_by_label("Your name").fill("Салтанат Ким")
    page.get_by_role("combobox", name="Language").select_option("ru")
    page.get_by_label("Colours").select_option("dark")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("heading", name="Мой профиль", level=1)).to_be_visible()
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
