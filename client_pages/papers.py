"""Documents: a booking's own under its link, and any for a day where the provider fetches it."""

import json
from datetime import datetime
from functools import lru_cache
from io import BytesIO
from typing import Any
from uuid import UUID

import filetype
from flask import Blueprint, Response, abort, send_file

import now
from client_pages import visit
from crm.documents import files, issue, pdf, sample
from crm.documents.voucher_facts import ON_VOUCHER
from crm.models import Attachment, Document
from pages import assets

KEPT = 32
"""Drawn documents a process keeps: the provider asks for the size first, then for the file."""

bp = Blueprint("papers", __name__, url_prefix="/b/<token>")
public = Blueprint("files", __name__, url_prefix="/files")


@bp.get("/voucher.pdf")
def voucher(token: str) -> Response:
    """The newest voucher, for bookings that have one."""
    at = visit.begin(token)
    if at.card.booking.status not in ON_VOUCHER:
        abort(404)
    document = issue.current_voucher(at.session, at.card, at.now)
    return _sent(document, f"voucher_{at.card.booking.booking_code}.pdf")


@bp.get("/receipt/<uuid:payment>.pdf")
def receipt(token: str, payment: UUID) -> Response:
    """The newest receipt of one of the booking's payments."""
    at = visit.begin(token)
    found = next((one for one in at.card.payments if one.public_id == payment), None)
    if found is None:
        abort(404)
    document = issue.current_receipt(at.session, at.card, found, at.now)
    return _sent(document, f"receipt_{at.card.booking.booking_code}.pdf")


@bp.get("/logo")
def logo(token: str) -> Response:
    """The operator's logo."""
    content = _logo(visit.begin(token).card.organization.brand_logo_key)
    if content is None:
        abort(404)
    return send_file(BytesIO(content), mimetype=str(filetype.guess_mime(content)))


@public.get("/<token>/<name>")
def file(token: str, name: str) -> Response:
    """A document at the address that a message carries; HEAD says the same without it."""
    document = files.find(visit.database(), token, name, now.utc())
    if document is not None:
        return _sent(document, name)
    upload = files.find_upload(visit.database(), token, name, now.utc())
    if upload is None:
        abort(404)
    return _uploaded(upload)


@public.get("/sample/<any(voucher,receipt,manifest):kind>.pdf")
def example(kind: str) -> Response:
    """What reviewers of a template with a document are shown."""
    return _pdf(sample.facts(kind), sample.AT, f"{kind}.pdf")


def _sent(document: Document, name: str) -> Response:
    return _pdf(document.facts, document.issued_at, name)


def _uploaded(upload: Attachment) -> Response:
    """What an agent attached, to be saved and never opened as a page; its type is known to be one
    that WhatsApp takes (crm.sendable)."""
    try:
        content = visit.store().path(upload.storage_key or "").read_bytes()
    except (OSError, ValueError):
        abort(404)
    response = Response(content, content_type=upload.content_type)
    response.headers.set("Content-Disposition", "attachment", filename=upload.file_name or "file")
    response.content_length = len(content)
    return response


def _pdf(facts: dict[str, Any], issued_at: datetime, name: str) -> Response:
    content = _drawn(json.dumps(facts, sort_keys=True), issued_at)
    response = Response(content, content_type="application/pdf")
    response.headers.set("Content-Disposition", "inline", filename=name)
    response.content_length = len(content)
    return response


@lru_cache(maxsize=KEPT)
def _drawn(facts: str, issued_at: datetime) -> bytes:
    read = json.loads(facts)
    return pdf.drawn(read, issued_at, assets.FETCHED, _logo(read["brand"].get("logo")))


def _logo(key: str | None) -> bytes | None:
    if key is None:
        return None
    try:
        return visit.store().path(key).read_bytes()
    except OSError:
        return None
