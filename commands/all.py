"""All the commands, by the names an operator types."""

from flask import Flask

from commands import (
    bootstrap,
    calling_off,
    clients,
    departures,
    events,
    organization,
    senders,
    tasks,
    templates,
    tours,
    users,
)
from commands.bookings import changes, group as bookings, lines, links, quoting, seeing, steps
from commands.demo import clock
from commands.doctor import command as doctor
from commands.payments import (
    books,
    group as payments,
    money_back,
    money_in,
    reminding,
    statement,
    terms,
)

ADDING = (
    calling_off,
    *(changes, lines, links, quoting, seeing, steps),
    *(books, money_back, money_in, reminding, statement, terms),
)
"""Modules that add commands to a group when they are imported."""


def register(app: Flask) -> None:
    """Give the app its commands."""
    for command in (
        bootstrap.bootstrap,
        bookings.bookings,
        clients.clients,
        clock.demo,
        departures.departures,
        doctor.doctor,
        events.events,
        organization.organization,
        payments.payments,
        senders.senders,
        tasks.tasks,
        templates.templates,
        tours.tours,
        users.users,
    ):
        app.cli.add_command(command)
