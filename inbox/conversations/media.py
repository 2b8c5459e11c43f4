"""The files of messages: shown to the organization that has them, and never as a page."""

from io import BytesIO
from uuid import UUID

from flask import Blueprint, send_file, url_for
from werkzeug.wrappers import Response

import runtime
from crm import attachments
from crm.errors import NotFound
from crm.files import FileStore
from crm.models import Attachment
from inbox import deeds
from inbox.access import desk, needs
from inbox.deeds import Deed

SHOWN = {
    "image/jpeg",
    "image/png",
    "image/gif",
    "image/webp",
    "audio/ogg",
    "audio/mpeg",
    "audio/mp4",
    "audio/aac",
    "audio/amr",
    "video/mp4",
    "video/3gpp",
}
"""What a browser may show in place; everything else is only saved."""

bp = Blueprint("media", __name__, url_prefix="/inbox/media")


@bp.get("/<uuid:public_id>")
@needs("agent")
def file(public_id: UUID) -> Response:
    """One file. A range of it can be asked for: players do."""
    at = desk()
    found = attachments.find(at.session, at.organization.id, public_id)
    return _sent(found, _content(found))


@bp.post("/<uuid:public_id>/again")
@needs("agent")
def again(public_id: UUID) -> Response:
    """Fetch a file that was given up."""

    def work(deed: Deed) -> str:
        found = attachments.find(deed.session, deed.organization.id, public_id)
        conversation = attachments.fetch_again(deed.session, found, deed.now)
        deed.note("file.fetched_again", found)
        return url_for("conversations.conversation", public_id=conversation.public_id)

    return deeds.post(work)


def _content(attachment: Attachment) -> bytes:
    """The bytes, from the file store."""
    if attachment.storage_key is None:
        raise NotFound("Not fetched yet.")
    store = FileStore(runtime.current().settings.media_dir)
    try:
        return store.path(attachment.storage_key).read_bytes()
    except OSError as problem:
        raise NotFound("The file is gone.") from problem


def _sent(attachment: Attachment, content: bytes) -> Response:
    kind = attachment.content_type.partition(";")[0].strip().lower()
    shown = kind in SHOWN
    response = send_file(
        BytesIO(content),
        mimetype=kind if shown or kind == "application/pdf" else "application/octet-stream",
        as_attachment=not shown,
        download_name=attachment.file_name or f"{attachment.public_id}",
        etag=str(attachment.public_id),
        max_age=3600,
    )
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response.headers["Cache-Control"] = "private, max-age=3600"
    return response
