"""Puts a simulator together and starts it: in this process, or as a process of its own."""

import threading
from collections.abc import Callable

from flask import Flask, Response, request
from werkzeug.exceptions import NotFound

from simulator import (
    account_api,
    content_api,
    control,
    control_templates,
    media_api,
    messages_api,
    misbehaving,
    page,
)
from simulator.config import Config, is_loopback
from simulator.courier import Courier
from simulator.listener import Listener
from simulator.network import Network
from simulator.refusals import Refusal

POLICY = "default-src 'self'; img-src 'self' data:; frame-ancestors 'none'; base-uri 'none'"


class Running:
    """A simulator that listens. `url` is its address, without a slash at the end."""

    def __init__(self, config: Config, network: Network, courier: Courier) -> None:
        """Listen, and answer on threads of its own."""
        self.config = config
        self.network = network
        self._courier = courier
        self._listener = Listener(config.host, config.port, _app(network, courier))
        host = f"[{config.host}]" if ":" in config.host else config.host
        self.url = f"http://{host}:{self._listener.bound[1]}"
        serve: Callable[[], None] = lambda: self._listener.serve_forever(0.05)  # noqa: E731
        self._thread = threading.Thread(target=serve, name="simulator", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Stop listening and posting, and close the state file. Safe to call twice."""
        if self.network.stopping.is_set():
            return
        self.network.stopping.set()
        self._listener.shutdown()
        self._thread.join()
        self._listener.hang_up()
        self._listener.server_close()
        self._courier.stop()
        self.network.lines.close()
        self.network.store.close()

    def wait(self) -> None:
        """Wait until it was stopped."""
        self._thread.join()


def start(config: Config) -> Running:
    """Start a simulator in this process. Raises OSError where the port is taken."""
    network = Network(config)
    return Running(config, network, Courier(network))


def _app(network: Network, courier: Courier) -> Flask:
    app = Flask("simulator")
    app.json.sort_keys = False  # type: ignore[attr-defined]
    app.json.ensure_ascii = False  # type: ignore[attr-defined]
    app.extensions["network"] = network
    app.extensions["courier"] = courier
    parts = (account_api, messages_api, media_api, content_api, control, control_templates, page)
    for part in parts:
        app.register_blueprint(part.bp)
    app.register_blueprint(media_api.content_bp)
    app.register_error_handler(404, _nothing_there)
    app.before_request(_only_this_machine)
    app.after_request(_policy)
    return app


def _nothing_there(problem: NotFound) -> Response:
    """Twilio's words, also for the parts of its API that are not spoken here."""
    return misbehaving.error(Refusal(20404, 404))


def _only_this_machine() -> tuple[str, int] | None:
    """A page elsewhere must not reach it through a browser here: check Host, and Origin if any."""
    host = request.host.rpartition(":")[0] if not request.host.endswith("]") else request.host
    origin = request.headers.get("Origin")
    if not is_loopback(host or request.host) or (origin and origin != request.host_url[:-1]):
        return "The simulator answers this machine only.", 403
    return None


def _policy(response: Response) -> Response:
    response.headers["Content-Security-Policy"] = POLICY
    response.headers["X-Simulator"] = "not Twilio, not the product"
    return response
