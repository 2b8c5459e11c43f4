"""The audit log's page: who did what, in words, one person's, by pages."""

import ast
import re
from pathlib import Path

from sqlalchemy.orm import Session

import inbox
import now
from crm import audit
from inbox.settings import audit_words
from tests import factories
from tests.browser import Browser
from tests.inbox.offices import Office

PAGE = "/inbox/settings/audit"
INBOX = Path(inbox.__file__).parent


def noted() -> set[str]:
    """Every action that a page notes, from the sources."""
    found = set()
    for path in INBOX.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and getattr(node.func, "attr", "") == "note":
                found |= {
                    one.value
                    for argument in node.args
                    for one in ast.walk(argument)
                    if isinstance(one, ast.Constant)
                    and re.fullmatch(r"[a-z_]+\.[a-z_]+", str(one.value))
                }
    return {str(action) for action in found}


def test_every_action_that_is_noted_has_its_words() -> None:
    """Else people would read a code."""
    actions = noted()
    assert len(actions) > 20
    assert sorted(actions - set(audit_words.ACTIONS)) == []


def test_it_says_who_did_what_to_whom_and_what_changed(
    office: Office, admin: Browser, session: Session
) -> None:
    changed = {"role": ["agent", "manager"], "theme": [None, "<b>dark</b>"]}
    audit.note(
        session,
        office.organization,
        office.agent,
        "user.role_changed",
        office.agent,
        now.utc(),
        changed=changed,
    )
    audit.note(session, office.organization, None, "strange.done", "nowhere:1", now.utc())
    session.commit()
    html = admin.get(PAGE).text
    assert "<b>Gave another role</b>" in html
    assert "<del>agent</del> → <ins>manager</ins>" in html
    assert "&lt;b&gt;dark&lt;/b&gt;" in html
    assert "<b>strange.done</b>" in html
    assert "At the server" in html


def test_it_is_narrowed_and_leads_on(office: Office, admin: Browser, session: Session) -> None:
    for _ in range(51):
        audit.note(
            session,
            office.organization,
            office.agent,
            "message.sent",
            office.conversation,
            now.utc(),
        )
    audit.note(
        session, office.organization, office.teammate, "sender.tested", office.sender, now.utc()
    )
    session.commit()
    narrowed = f"{PAGE}?who={office.agent.id}&kind=conversations"
    html = admin.get(narrowed).text
    assert (html.count("<b>Sent a message</b>"), "Tested the way in" in html) == (50, False)
    older = html.partition(f"{PAGE}?who={office.agent.id}")[2].partition('"')[0]
    address = f"{PAGE}?who={office.agent.id}{older}".replace("&amp;", "&")
    assert admin.get(address).text.count("<b>Sent a message</b>") == 1


def test_an_address_that_never_was_one_is_not_found(admin: Browser) -> None:
    for query in ("before=x", "who=-1", "before=99999999999999999999"):
        assert admin.get(f"{PAGE}?{query}").status_code == 404


def test_an_own_template_is_named_by_its_title(
    office: Office, admin: Browser, session: Session
) -> None:
    own = factories.make_template(session, office.organization, name="own_1", title="Скидка")
    stock = factories.make_template(session, office.organization)
    for template in (own, stock):
        audit.note(
            session, office.organization, office.agent, "template.submitted", template, now.utc()
        )
    session.commit()
    html = admin.get(PAGE).text
    assert '<span class="about">Скидка</span>' in html
    assert '<span class="about">welcome</span>' in html
