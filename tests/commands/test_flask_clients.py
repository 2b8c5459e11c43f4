"""`flask clients …`."""

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from crm.models import Client, ClientAddress, ClientConsent, Organization
from tests.commands.conftest import Run
from tests.factories import NOW, make_client, make_consent


def own_client(rows: Session, **values: object) -> Client:
    """A client of the only organization, committed."""
    client = make_client(rows, rows.scalars(select(Organization)).one(), **values)
    rows.commit()
    return client


def test_a_number_typed_as_dialled_here_is_stored_in_full(seeded: Run, rows: Session) -> None:
    """8 701 … is Kazakh by the organization's country."""
    result = seeded("clients", "add", "--name", "Асель", "--phone", "8 (701) 555-66-77")
    assert result.exit_code == 0, result.output
    client = rows.scalars(select(Client)).one()
    assert (client.phone, client.name_is_placeholder) == ("+77015556677", False)


def test_without_a_name_the_number_stands_in(seeded: Run, rows: Session) -> None:
    """Marked, so that a profile name replaces it later."""
    seeded("clients", "add", "--phone", "+4915112345678", "--kind", "internal")
    client = rows.scalars(select(Client)).one()
    assert (client.name, client.name_is_placeholder) == ("+49 1511 2345678", True)
    assert client.kind == "internal"


def test_adding_a_known_number_in_another_spelling_names_its_client(
    seeded: Run, rows: Session
) -> None:
    """Mexico's old mobiles are the same line."""
    own_client(rows, name="Lupita", phone="+525512345678")
    result = seeded("clients", "add", "--phone", "+52 1 55 1234 5678")
    assert (result.exit_code, "is Lupita's already" in result.output) == (1, True)


def test_adding_a_number_that_only_an_address_has_names_its_client(
    seeded: Run, rows: Session
) -> None:
    """They wrote from it while their own number is another."""
    client = own_client(rows, name="Lupita")
    address = ClientAddress(
        organization_id=client.organization_id,
        client_id=client.id,
        address="whatsapp:+5215512345678",
        first_seen_at=NOW,
        last_seen_at=NOW,
    )
    rows.add(address)
    rows.commit()
    result = seeded("clients", "add", "--phone", "+525512345678")
    assert (result.exit_code, "is Lupita's already" in result.output) == (1, True)


def test_our_own_number_is_no_client(seeded: Run) -> None:
    """Nobody writes to themselves."""
    result = seeded("clients", "add", "--phone", "+77272123456")
    assert (result.exit_code, "our own numbers" in result.output) == (1, True)


def test_a_client_is_changed_by_number_and_by_id(seeded: Run, rows: Session) -> None:
    """And an empty value takes a detail away."""
    client = own_client(rows, phone="+77015556677", timezone="Asia/Almaty")
    seeded("clients", "set", "8 701 555 66 77", "--language", "en", "--email", "a@b.kz")
    seeded("clients", "set", str(client.id), "--timezone", "", "--kind", "internal")
    rows.expire_all()
    assert (client.preferred_language, client.email) == ("en", "a@b.kz")
    assert (client.timezone, client.kind) == (None, "internal")


NONSENSE = [
    (("set", "77", "--name", "X1"), "There is no client 77"),
    (("show", "+77019999999"), "There is no client +77019999999"),
    (("show", "nobody"), "A phone number has only digits"),
    (("add", "--phone", "12"), "too few digits"),
    (("add", "--phone", "+77015550000", "--timezone", "Mars"), "is no time zone"),
    (("add", "--phone", "+77015550000", "--language", "xx"), "is no language of ours"),
    (("add", "--phone", "+77015550000", "--name", "!"), "A name has letters"),
]


def test_nonsense_is_refused_with_a_sentence(seeded: Run, rows: Session) -> None:
    """And nobody was made."""
    for arguments, sentence in NONSENSE:
        result = seeded("clients", *arguments)
        assert (result.exit_code, sentence in result.output) == (1, True), result.output
    assert rows.scalars(select(Client)).all() == []


def test_show_tells_everything_at_a_glance(seeded: Run, rows: Session) -> None:
    """Details, addresses, consent, leads and counts."""
    client = own_client(rows, phone="+77015556677")
    for statement in (
        "INSERT INTO leads (organization_id, client_id) VALUES (1, :id)",
        "INSERT INTO client_addresses (organization_id, client_id, address, first_seen_at, "
        "last_seen_at) VALUES (1, :id, 'whatsapp:+77015556677', now(), now())",
        "INSERT INTO client_consents (organization_id, client_id, state, source, evidence, at) "
        "VALUES (1, :id, 'opted_out', 'client_message', 'стоп', now())",
    ):
        rows.execute(text(statement), {"id": client.id})
    rows.commit()
    output = seeded("clients", "show", "+77015556677").output
    for part in ("whatsapp:+77015556677, last", "opted_out since", ": стоп", "1 new, opened"):
        assert part in output
    assert "0 received, 0 sent" in output


def test_a_yes_is_recorded_with_its_evidence(seeded: Run, rows: Session) -> None:
    client = own_client(rows)
    evidence = ("--evidence", "signed the form on 2 August")
    result = seeded("clients", "consent", str(client.phone), "yes", "--marketing", *evidence)
    assert result.exit_code == 0, result.output
    row = rows.scalars(select(ClientConsent)).one()
    assert (row.scope, row.state, row.source) == ("marketing", "opted_in", "agent")
    assert row.evidence == evidence[1]


def test_an_agent_cannot_take_back_what_the_client_said(seeded: Run, rows: Session) -> None:
    client = own_client(rows)
    make_consent(rows, client, "opted_out")
    rows.commit()
    result = seeded("clients", "consent", str(client.phone), "yes", "--evidence", "on the phone")
    assert (result.exit_code, "Only their own START" in result.output) == (1, True)
