"""A lead moved, given away and corrected by hand."""

from dataclasses import dataclass

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from crm import lead_steps
from crm.bookings.machine import Actor
from crm.errors import CrmError, NotFound, RoleRefused, StepRefused, ValueRefused
from crm.lead_steps import Step
from crm.models import Client, Lead, Organization, User
from tests.booking_factories import make_booking, make_departure, make_tour
from tests.factories import NOW, make_client, make_lead, make_organization, make_user


@dataclass
class Desk:
    """An agent, a manager and a client's lead."""

    organization: Organization
    agent: User
    manager: User
    client: Client
    lead: Lead


@pytest.fixture
def desk(session: Session) -> Desk:
    """One of each."""
    organization = make_organization(session)
    agent = make_user(session, organization)
    manager = make_user(session, organization, role="manager", name="Saule")
    client = make_client(session, organization)
    return Desk(organization, agent, manager, client, make_lead(session, client))


def move(session: Session, desk: Desk, before: str, to: str, reason: str = "") -> str:
    """By the agent; the stage it is in then."""
    return move_by(session, desk, desk.agent, Step(before, to, reason))


def move_by(session: Session, desk: Desk, user: User, step: Step) -> str:
    """By somebody."""
    lead_steps.move(session, desk.lead, step, Actor("agent", user.id), NOW)
    return desk.lead.status


def test_a_lead_may_skip_forward(session: Session, desk: Desk) -> None:
    assert move(session, desk, "new", "qualified") == "qualified"
    assert move(session, desk, "qualified", "quoted") == "quoted"


def test_losing_one_says_why(session: Session, desk: Desk) -> None:
    with pytest.raises(ValueRefused):
        move(session, desk, "new", "lost", "  ")
    assert move(session, desk, "new", "lost", "Dates did\n not fit") == "lost"
    assert (desk.lead.lost_at, desk.lead.lost_reason) == (NOW, "Dates did not fit")


@pytest.mark.parametrize("before", ["new", "quoted", "lost", "won"])
def test_nobody_wins_a_lead_by_hand(session: Session, desk: Desk, before: str) -> None:
    desk.lead.status = before
    with pytest.raises(StepRefused):
        move_by(session, desk, desk.manager, Step(before, "won", "because"))


@pytest.mark.parametrize("to", ["new", "quoted", "lost"])
def test_a_lead_that_is_won_stays_won(session: Session, desk: Desk, to: str) -> None:
    desk.lead.status = "won"
    with pytest.raises(StepRefused):
        move_by(session, desk, desk.manager, Step("won", to, "because"))


def test_back_goes_a_manager_with_a_reason(session: Session, desk: Desk) -> None:
    desk.lead.status = "quoted"
    with pytest.raises(RoleRefused):
        move(session, desk, "quoted", "new", "a mistake")
    with pytest.raises(ValueRefused):
        move_by(session, desk, desk.manager, Step("quoted", "new"))
    assert move_by(session, desk, desk.manager, Step("quoted", "new", "a mistake")) == "new"


def test_a_lost_lead_is_taken_up_again_unless_another_is_open(session: Session, desk: Desk) -> None:
    move(session, desk, "new", "lost", "silent")
    again = Step("lost", "contacted", "wrote by e-mail")
    other = make_lead(session, desk.client)
    with pytest.raises(StepRefused):
        move_by(session, desk, desk.manager, again)
    other.status = "won"
    session.flush()
    assert move_by(session, desk, desk.manager, again) == "contacted"
    assert (desk.lead.lost_at, desk.lead.lost_reason) == (None, None)


def test_of_two_who_move_it_the_second_is_told(session: Session, desk: Desk) -> None:
    session.execute(text("UPDATE leads SET status = 'qualified'"))
    with pytest.raises(StepRefused):
        move(session, desk, "new", "contacted")
    assert desk.lead.status == "qualified"


def test_a_lead_whose_seats_are_held_is_not_lost(session: Session, desk: Desk) -> None:
    departure = make_departure(session, make_tour(session, desk.organization))
    make_booking(session, desk.client, departure, "hold", lead=desk.lead)
    with pytest.raises(StepRefused):
        move(session, desk, "new", "lost", "silent")


def test_no_stage_is_made_up(session: Session, desk: Desk) -> None:
    for before, to in (("new", "new"), ("new", "great"), ("", "contacted")):
        with pytest.raises(StepRefused):
            move(session, desk, before, to)


def test_a_lead_is_given_to_the_team_alone(session: Session, desk: Desk) -> None:
    stranger = make_user(session, make_organization(session))
    guide = make_user(session, desk.organization, role="guide")
    for somebody in (stranger, guide):
        with pytest.raises(NotFound):
            lead_steps.assign(session, desk.lead, somebody.id, NOW)
    lead_steps.assign(session, desk.lead, desk.manager.id, NOW)
    assert desk.lead.assigned_agent_id == desk.manager.id
    lead_steps.assign(session, desk.lead, None, NOW)
    assert desk.lead.assigned_agent_id is None


def test_what_the_provider_told_of_an_ad_stays(session: Session, desk: Desk) -> None:
    desk.lead.source_detail = {"headline": "Алтай в сентябре", "source_id": "ad-1"}
    tour = make_tour(session, desk.organization)
    lead_steps.correct(session, desk.lead, "website", " Осень  2026 ", tour.id, NOW)
    assert (desk.lead.source, desk.lead.tour_interest_id) == ("website", tour.id)
    assert lead_steps.ad_of(desk.lead.source_detail) == "Осень 2026"
    lead_steps.correct(session, desk.lead, "website", "", None, NOW)
    assert desk.lead.source_detail == {"headline": "Алтай в сентябре", "source_id": "ad-1"}


@pytest.mark.parametrize(("source", "ad"), [("gossip", ""), ("manual", "x" * 501)])
def test_what_makes_no_sense_is_refused(session: Session, desk: Desk, source: str, ad: str) -> None:
    with pytest.raises(ValueRefused):
        lead_steps.correct(session, desk.lead, source, ad, None, NOW)


def test_a_tour_of_somebody_else_is_not_found(session: Session, desk: Desk) -> None:
    tour = make_tour(session, make_organization(session))
    with pytest.raises(NotFound):
        lead_steps.correct(session, desk.lead, "manual", "", tour.id, NOW)


def test_a_lead_is_opened_by_hand_once(session: Session, desk: Desk) -> None:
    client = make_client(session, desk.organization)
    lead = lead_steps.open_by_hand(session, client, "website", desk.agent.id, None, NOW)
    assert (lead.status, lead.source, lead.assigned_agent_id) == ("new", "website", desk.agent.id)
    with pytest.raises(StepRefused):
        lead_steps.open_by_hand(session, client, "website", None, None, NOW)


@pytest.mark.parametrize(("kind", "source"), [("internal", "manual"), ("client", "whatsapp")])
def test_a_lead_by_hand_is_of_a_client_and_by_hand(
    session: Session, desk: Desk, kind: str, source: str
) -> None:
    client = make_client(session, desk.organization, kind=kind)
    with pytest.raises(CrmError):
        lead_steps.open_by_hand(session, client, source, None, None, NOW)


def test_a_lead_of_somebody_else_is_not_found(session: Session, desk: Desk) -> None:
    other = make_organization(session)
    assert lead_steps.find(session, desk.organization.id, desk.lead.public_id) == desk.lead
    with pytest.raises(NotFound):
        lead_steps.find(session, other.id, desk.lead.public_id)
