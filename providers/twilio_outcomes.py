"""How a call to Twilio ended, in the seam's words: refused, unknown, or not answerable now."""

import ssl
from collections.abc import Iterator
from contextlib import contextmanager

import requests
from twilio.base.exceptions import (
    TwilioException,
    TwilioRestException,
    TwilioServiceException,
)
from urllib3.exceptions import MaxRetryError, NewConnectionError, SSLError

from crm.provider import ErrorClass, ProviderUnavailable, SendError, UnknownOutcome
from providers import clean_text, twilio_errors
from providers.twilio_http import Answer, TwilioHttp

UNREACHABLE = "unreachable"
"""The code of a connection that was never made: Twilio has none, since it never heard of it."""


@contextmanager
def ordering(http: TwilioHttp) -> Iterator[None]:
    """Around a call that makes something. Raises SendError or UnknownOutcome."""
    try:
        yield
    except (TwilioRestException, TwilioServiceException) as problem:
        answer = http.last_answer() or Answer(0, None)
        # 408 is a gateway's word for a request that it may have passed on.
        if answer.status >= 500 or answer.status in (0, 408):
            raise UnknownOutcome(f"HTTP {answer.status}") from problem
        raise _refusal(problem, answer) from problem
    except requests.RequestException as problem:
        if never_connected(problem):
            raise SendError(UNREACHABLE, "no connection to Twilio", ErrorClass.LATER) from problem
        raise UnknownOutcome(type(problem).__name__) from problem
    except (AttributeError, KeyError, TypeError, ValueError) as problem:
        # A success whose JSON has a shape nobody described: it was taken, or it was not.
        raise UnknownOutcome("an answer of unknown shape") from problem


@contextmanager
def asking() -> Iterator[None]:
    """Around a call that only reads. Raises ProviderUnavailable."""
    try:
        yield
    except (TwilioException, requests.RequestException) as problem:
        raise ProviderUnavailable(type(problem).__name__) from problem
    except (AttributeError, KeyError, TypeError, ValueError) as problem:
        raise ProviderUnavailable("an answer of unknown shape") from problem


def never_connected(problem: requests.RequestException) -> bool:
    """Whether the connection failed before a byte of the request could leave.

    A kept connection that is cut while in use is a ConnectionError too, and one cut inside TLS
    an SSLError: neither is one of these.
    """
    if isinstance(problem, requests.ConnectTimeout | requests.exceptions.ProxyError):
        return True
    cause = problem.args[0] if problem.args else None
    reason = cause.reason if isinstance(cause, MaxRetryError) else cause
    if isinstance(reason, SSLError):
        return bool(reason.args) and isinstance(reason.args[0], ssl.SSLCertVerificationError)
    return isinstance(reason, NewConnectionError)


def _refusal(problem: TwilioException, answer: Answer) -> SendError:
    """Twilio's own no. The class follows the code; where there is none, the HTTP status."""
    code, words = _code_and_words(problem, answer.status)
    known = twilio_errors.TABLE.get(code)
    if answer.status == 429:
        return SendError(code, words, ErrorClass.LATER, answer.retry_after)
    if answer.status == 401 or (known is None and answer.status in (403, 404)):
        return SendError(code, words, ErrorClass.OPERATOR)
    error_class = twilio_errors.error_class(code)
    wait = answer.retry_after if error_class is ErrorClass.LATER else None
    return SendError(code, words, error_class, wait)


def _code_and_words(problem: TwilioException, status: int) -> tuple[str, str]:
    """Twilio's code, else the one it has for such a status; and its sentence."""
    if isinstance(problem, TwilioServiceException):
        words = problem.detail or problem.title
    else:
        words = str(problem.msg).removeprefix("Unable to create record: ")
    code = twilio_errors.code(problem.code) or str(status)
    code = {"401": "20003", "404": "20404", "429": "20429"}.get(code, code)
    return code, clean_text.text(str(words))
