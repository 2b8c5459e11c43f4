"""The demo's ports: which they are, and whether somebody has them."""

import socket
from collections.abc import Mapping

from commands.demo.place import CannotRun


def wanted(environment: Mapping[str, str]) -> int:
    """The port of the pages; the phone's is the next. Raises CannotRun for one that is none."""
    typed = environment.get("PORT") or "8000"
    if not typed.isdecimal() or not 1 <= int(typed) <= 65534:
        raise CannotRun(f"PORT is “{typed}”; a number from 1 to 65534 is needed.")
    return int(typed)


def require_free(port: int) -> None:
    """Raises CannotRun where somebody listens on this port or the next."""
    for one in (port, port + 1):
        if _taken(one):
            raise CannotRun(f"Port {one} is in use. Take two others: make demo PORT={port + 100}")


def free() -> int:
    """A port that nobody has at this moment: the stream's, which nobody types."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
        return port


def _taken(port: int) -> bool:
    """Asked in both ways: one system lets two listen, another keeps a port a while."""
    with socket.socket() as caller:
        caller.settimeout(0.5)
        if caller.connect_ex(("127.0.0.1", port)) == 0:
            return True
    with socket.socket() as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind(("127.0.0.1", port))
        except OSError:
            return True
    return False
