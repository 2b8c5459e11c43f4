"""`python -m simulator …`: one simulator as a process, until SIGTERM or Ctrl-C."""

import os
import signal
import sys
from types import FrameType

from simulator import config, server


def main() -> int:
    """Start, say where, and wait for the end."""
    wanted = config.parse(sys.argv[1:], os.environ)
    try:
        running = server.start(wanted)
    except OSError as problem:
        sys.stderr.write(f"simulator: port {wanted.port} cannot be used: {problem}\n")
        return 1

    def end(number: int, frame: FrameType | None) -> None:
        raise KeyboardInterrupt

    signal.signal(signal.SIGTERM, end)
    sys.stdout.write(f"simulator: {running.url}\n")
    sys.stdout.flush()
    try:
        running.wait()
    except KeyboardInterrupt:
        pass
    finally:
        running.stop()
    return 0


if __name__ == "__main__":
    sys.exit(main())
