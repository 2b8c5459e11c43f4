"""All the commands, by the names an operator types."""

from flask import Flask

from commands import bootstrap, clients, events, organization, senders, tasks, templates, users
from commands.demo import clock
from commands.doctor import command as doctor


def register(app: Flask) -> None:
    """Give the app its commands."""
    for command in (
        bootstrap.bootstrap,
        clients.clients,
        clock.demo,
        doctor.doctor,
        events.events,
        organization.organization,
        senders.senders,
        tasks.tasks,
        templates.templates,
        users.users,
    ):
        app.cli.add_command(command)
