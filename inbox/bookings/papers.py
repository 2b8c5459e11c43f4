"""Documents as the team opens them: drawn from their facts, shown in the browser."""

from flask import Response

import runtime
from crm.documents import pdf
from crm.files import FileStore
from crm.models import Document
from pages import assets


def sent(document: Document, name: str) -> Response:
    """The PDF under that name."""
    facts = document.facts
    logo = _logo(facts["brand"].get("logo"))
    content = pdf.drawn(facts, document.issued_at, assets.FETCHED, logo)
    response = Response(content, content_type="application/pdf")
    response.headers.set("Content-Disposition", "inline", filename=name)
    response.headers["Cache-Control"] = "private, no-store"
    return response


def _logo(key: str | None) -> bytes | None:
    if key is None:
        return None
    try:
        return FileStore(runtime.current().settings.media_dir).path(key).read_bytes()
    except OSError:
        return None
