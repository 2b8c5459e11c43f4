"""Media: fetch the files of inbound messages and keep our own copy."""

import threading

import structlog

import now
from crm import attachments
from crm.attachments import Wanted
from crm.files import FileStore
from crm.provider import MediaMissing, MediaRefused, ProviderUnavailable
from runtime import Runtime

BATCH = 4
MOST_BYTES = 16 * 1024 * 1024
"""WhatsApp's own limit for a file."""

log = structlog.get_logger()


def fetch_media(runtime: Runtime, stop: threading.Event) -> int:
    """Fetch every attachment that is due; says how many were stored."""
    store = FileStore(runtime.settings.media_dir)
    count = 0
    while not stop.is_set():
        with runtime.sessions.begin() as session:
            wanted = attachments.claim(session, BATCH, now.utc())
        if not wanted:
            break
        for one in wanted:
            count += _fetch(runtime, store, one)
    return count


def _fetch(runtime: Runtime, store: FileStore, wanted: Wanted) -> bool:
    """Fetch one file; a pause or an end with its reason where it cannot be had."""
    try:
        media = runtime.provider.fetch_media(wanted.source_url, MOST_BYTES)
        key = store.keep(media.content)
    except MediaRefused as problem:
        with runtime.sessions.begin() as session:
            attachments.refused(session, wanted, str(problem))
        return False
    except (MediaMissing, ProviderUnavailable, OSError) as problem:
        log.info("media_later", attachment_id=wanted.id, error=type(problem).__name__)
        with runtime.sessions.begin() as session:
            attachments.try_later(session, wanted, str(problem), now.utc())
        return False
    with runtime.sessions.begin() as session:
        attachments.stored(session, wanted, media, key)
    return True
