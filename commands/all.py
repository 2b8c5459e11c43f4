"""All the commands, by the names an operator types."""

from flask import Flask

from commands import bootstrap


def register(app: Flask) -> None:
    """Give the app its commands."""
    app.cli.add_command(bootstrap.bootstrap)
