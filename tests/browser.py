"""A browser for tests: it keeps cookies, sends the form's token, and speaks https."""

from typing import Any

from flask import Flask
from werkzeug.test import TestResponse

BASE = "https://crm.example.com"
PASSWORD = "a long and quiet password"


class Browser:
    """One person's browser."""

    def __init__(self, app: Flask) -> None:
        """Begin with no cookies."""
        self.client = app.test_client()
        self.token = ""

    def get(self, path: str, **values: Any) -> TestResponse:
        """Open a page."""
        return self.client.get(path, base_url=BASE, buffered=True, **values)

    def post(self, path: str, **fields: str | list[str]) -> TestResponse:
        """Send a form with the token that this browser's pages carry."""
        if not self.token:
            html = self.get("/inbox/settings/account", follow_redirects=True).text
            self.token = html.partition('name="csrf_token" value="')[2].partition('"')[0]
        fields = {"csrf_token": self.token, **fields}
        return self.client.post(path, base_url=BASE, data=fields, headers={"Referer": BASE})

    def sign_in(self, email: str, password: str = PASSWORD) -> TestResponse:
        """Fill in the form."""
        answer = self.post("/inbox/sign-in", email=email, password=password)
        self.token = ""
        return answer
