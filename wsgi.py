"""The web app: runtime, blueprints, commands. `granian --factory wsgi:create_app` serves it."""

import click
from flask import Flask
from flask.cli import FlaskGroup

import client_pages.routes
import inbox.pages
import runtime as composition
import settings as environment
from pages import foundation
from webhook import deadline, health, views
from webhook.door import Door
from webhook.refused import Refusals
from webhook.spool import Spool


def create_app() -> Flask:
    """The app of this process, from the environment.

    Serving stops with a sentence on bad settings. `flask --help` and `flask doctor` must run
    all the same: under the flask command the app then has its commands and nothing else.
    """
    app = Flask("dreamland")
    if _under_flask_command():
        _add_commands(app)
    try:
        settings = environment.load()
    except environment.SettingsProblem as problem:
        if _under_flask_command():
            return app
        raise SystemExit(str(problem)) from None
    composition.configure_logging(settings.log_level)
    door = serve(app, composition.build(settings))
    if not _under_flask_command():
        door.start_draining()  # the spool is the web processes'; a command leaves it alone
    return app


def serve(app: Flask, runtime: composition.Runtime) -> Door:
    """Give the app its routes and what they stand on."""
    composition.attach(app, runtime)
    deadline.guard(runtime.engine)
    door = Door(runtime.sessions, runtime.provider, Spool(runtime.settings.spool_dir))
    app.extensions["door"] = door
    app.extensions["refusals"] = Refusals(runtime.sessions, runtime.provider)
    app.register_blueprint(views.bp)
    app.register_blueprint(health.bp)
    foundation.register(app)
    inbox.pages.register(app)
    client_pages.routes.register(app)
    return door


def _add_commands(app: Flask) -> None:
    """Load the commands, and with them the migrations: 11 MB that a web process has no use for."""
    import commands.all  # noqa: PLC0415  (the reason is above)

    commands.all.register(app)


def _under_flask_command() -> bool:
    """Whether `flask …` makes the app. The web server is a click program too, and its processes
    inherit its context: that alone says nothing."""
    context = click.get_current_context(silent=True)
    return context is not None and isinstance(context.find_root().command, FlaskGroup)
