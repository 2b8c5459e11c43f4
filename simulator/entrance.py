"""What every API call passes: the account's name and token, the log, errors in Twilio's shape."""

import hmac
import time
from typing import Any

from flask import Blueprint, Response, g, request
from werkzeug.exceptions import HTTPException

from simulator import clock, misbehaving
from simulator.current import network
from simulator.refusals import Refusal


def guard(bp: Blueprint) -> None:
    """Put authentication, logging and error bodies before a blueprint's routes."""
    bp.before_request(_authenticate)
    bp.after_request(_log)
    bp.register_error_handler(Refusal, misbehaving.error)
    bp.register_error_handler(HTTPException, _http_error)


def _authenticate() -> None:
    g.began = time.monotonic()
    config, given = network().config, request.authorization
    name = (given.username if given else None) or ""
    token = (given.password if given else None) or ""
    good = hmac.compare_digest(token.encode(), config.auth_token.encode())
    if name != config.account_sid or not good:
        raise Refusal(20003, 401)
    if (request.view_args or {}).get("account", config.account_sid) != config.account_sid:
        raise Refusal(20404, 404)


def _http_error(problem: HTTPException) -> Response:
    code = problem.code or 500
    return misbehaving.error(Refusal(20404 if code == 404 else 20001, code))


def _log(response: Response) -> Response:
    dropped = misbehaving.DROP in response.headers
    note(
        0 if dropped else response.status_code,
        faults=getattr(g, "faults", []),
        sid=getattr(g, "sid", None),
        error_code=_code(response),
    )
    return response


def note(status: int, **facts: Any) -> None:
    """Log the present request with how it was answered."""
    form, now = shown_form(), time.monotonic()
    network().wire.request(
        at=clock.precise(network().clock.now()),
        method=request.method,
        path=request.path,
        query=request.query_string.decode(),
        form=form,
        phone=form.get("To") if isinstance(form, dict) else None,
        status=status,
        duration_ms=round((now - getattr(g, "began", now)) * 1000, 1),
        **facts,
    )
    network().version += 1


def shown_form() -> Any:
    """The request's form for the log, a key given twice as a list; or its JSON."""
    if request.is_json:
        return request.get_json(silent=True)
    values = request.form.to_dict(flat=False)
    return {key: each[0] if len(each) == 1 else each for key, each in values.items()}


def _code(response: Response) -> int | None:
    if response.status_code < 400 or not response.is_json:
        return None
    body = response.get_json()
    return body.get("code") if isinstance(body, dict) else None
