"""Media: fetch the files of inbound messages and keep our own copy."""

import threading
import time

import structlog

import now
from crm import attachments
from crm.attachments import Wanted
from crm.files import FileStore
from crm.provider import MediaMissing, MediaRefused, ProviderUnavailable
from runtime import Runtime

SECONDS = 50.0
"""It ends by itself after this; the clock asks again."""

MOST_BYTES = 16 * 1024 * 1024
"""WhatsApp's own limit for a file."""

log = structlog.get_logger()


def fetch_media(runtime: Runtime, stop: threading.Event) -> int:
    """Fetch every attachment that is due; says how many were stored."""
    store = FileStore(runtime.settings.media_dir)
    ends_at = time.monotonic() + SECONDS
    count = 0
    while not stop.is_set() and time.monotonic() < ends_at:
        with runtime.sessions.begin() as session:
            # One at a time: what is claimed and not fetched would wait for its lease to end.
            wanted = attachments.claim(session, 1, now.utc())
        if not wanted:
            break
        count += _fetch(runtime, store, wanted[0])
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
