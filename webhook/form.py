"""The form of a webhook, read so that nothing the signature covers is changed."""

from urllib.parse import parse_qsl

from flask import Request
from werkzeug.datastructures import ImmutableMultiDict

FORM = "application/x-www-form-urlencoded"


def read(request: Request, most_bytes: int) -> ImmutableMultiDict[str, str]:
    """Every pair as it came: repeated names, blank values, and half an emoji as what it is.

    Flask's own reading writes what is no proper Unicode as text with percent signs, which
    nobody signed. Raises RequestEntityTooLarge over `most_bytes`.
    """
    request.max_content_length = request.max_form_memory_size = most_bytes
    if request.mimetype != FORM:
        return request.form
    body = request.get_data()
    try:
        pairs = parse_qsl(body.decode(), keep_blank_values=True, errors="surrogatepass")
    except UnicodeDecodeError:
        return request.form
    return ImmutableMultiDict(pairs)
