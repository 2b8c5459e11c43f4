"""Files that agents attach: judged, then kept in the file store before their message is written."""

from werkzeug.datastructures import FileStorage

import runtime
from crm import sendable
from crm.attachments import Upload
from crm.files import FileStore


def read(upload: FileStorage | None) -> Upload | None:
    """The file of a form, kept; None where none was chosen. Raises FileRefused."""
    content = upload.read() if upload else b""
    if upload is None or not content:
        return None
    file = sendable.judge(content, upload.filename or "")
    key = FileStore(runtime.current().settings.media_dir).keep(file.content)
    return Upload(key, file.content_type, file.kind, file.name, len(file.content))
