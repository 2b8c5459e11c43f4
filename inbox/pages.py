"""The pages of the inbox, registered in one go."""

from flask import Flask


def register(app: Flask) -> None:
    """Give the app its pages."""
