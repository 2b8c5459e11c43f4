"""The product as a demo needs it: migrated, bootstrapped, its templates approved, with a past."""

from collections.abc import Mapping

from sqlalchemy.orm import Session

import now
import runtime as composition
from commands import bootstrap, schema, submission
from commands.demo import data, environment, phones, seed, seed_trade
from commands.demo.place import CannotRun
from commands.demo.state import State
from crm import demo_clock, templates, users
from crm.errors import CrmError
from crm.models import Organization
from crm.provider import ProviderUnavailable
from runtime import Runtime
from templates_whatsapp.catalogue import BrokenTemplate


def prepare(settings: Mapping[str, str], state: State) -> None:
    """Bring the database and the simulator to where a newcomer can begin; safe to repeat.

    Raises CannotRun and commands.schema.NewerSchema.
    """
    runtime = composition.build(environment.read(settings))
    try:
        schema.upgrade(runtime.engine)
        _same_time(runtime, settings["TWILIO_API_URL"])
        with runtime.sessions.begin() as session:
            organization, _ = bootstrap.make(session, runtime.settings, now.utc())
            _past(session, organization, state, runtime.settings.public_url)
            organization_id = organization.id
        _approve(runtime, organization_id)
        with runtime.sessions.begin() as session:
            _trade(session, runtime.settings.public_url)
        with runtime.sessions() as session:
            phones.fill(session, settings["TWILIO_API_URL"], now.utc())
    except (CrmError, BrokenTemplate) as problem:
        raise CannotRun(f"The demo's data cannot be made. {problem}") from None
    finally:
        runtime.close()


def _same_time(runtime: Runtime, url: str) -> None:
    """The simulator's clock is where the row says; beside new data it forgets the older ones."""
    with runtime.sessions() as session:
        offset, new = demo_clock.offset(session), not seed.has_past(session)
    if new:
        phones.forget(url)
    phones.set_ahead(url, offset)


def _past(session: Session, organization: Organization, state: State, public_url: str) -> None:
    """The log-ins as the demo prints them, and at the first start everything that was said."""
    passwords = {
        data.ADMIN: state.admin_password,
        data.MANAGER: state.manager_password,
        data.AGENT: state.agent_password,
        data.GUIDE: state.guide_password,
    }
    agent = seed.log_ins(session, organization, passwords)
    if not seed.has_past(session):
        seed.Past(session, agent, public_url, now.utc()).tell()


def _trade(session: Session, public_url: str) -> None:
    """What was sold before; also into the data of a demo that knew no bookings yet."""
    agent, instant = users.find(session, data.AGENT), now.utc()
    assert agent is not None  # noqa: S101  (has logged in)
    organization = session.get_one(Organization, agent.organization_id)
    if not seed_trade.has_trade(session):
        past = seed.Past(session, agent, public_url, instant)
        seed_trade.Trade(session, organization, agent, past, instant).tell()
    seed.tie_guide(session, organization)


def _approve(runtime: Runtime, organization_id: int) -> None:
    """The simulator approves at once what is submitted."""
    try:
        steps = list(submission.submit(runtime, organization_id))
        states = runtime.provider.list_templates()
    except ProviderUnavailable:
        raise CannotRun("The simulator does not answer.") from None
    for step in steps:
        if not step.well:
            raise CannotRun(f"The template {step.friendly_name}: {step.words}.")
    with runtime.sessions.begin() as session:
        templates.sync(session, organization_id, states, now.utc())
