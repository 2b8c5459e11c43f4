"""Small forms that stand in a dialog over the page they were asked from, or on a page of their own.

A link with the class `asks` opens one in the page's dialog (`_asking.html`, asking.js); without
script it leads to the same form as a page. Both go back to where they came from.
"""

from urllib.parse import urlsplit

from flask import render_template, request

from inbox.access import desk


def ask(template: str, default: str, **values: object) -> str:
    """The form, for the dialog or as a page; `default` is where it leads without a `back`."""
    alone = "HX-Request" not in request.headers
    base = "asking_page.html" if alone else "asking_dialog.html"
    at = desk()
    shown = {"base": base, "back": back(default), "desk": at, "now": at.now, **values}
    return render_template(template, **shown)


def back(default: str) -> str:
    """The page of ours that the request names, to return to; else `default`."""
    asked = request.values.get("back", "")
    parts = urlsplit(asked)
    ours = not parts.scheme and not parts.netloc and parts.path.startswith("/inbox/")
    return asked if ours and asked.isprintable() and "\\" not in asked else default
