"""Posts ready-made requests over one kept connection at an even pace, and times each answer."""

import json
import socket
import sys
import time
from pathlib import Path

from benchmarks.load import END


def main() -> None:
    """`pace FILE PORT SECONDS`; prints how long each answer took, in seconds."""
    file, port, every = sys.argv[1:]
    took = []
    with socket.create_connection(("127.0.0.1", int(port))) as line:
        line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        for request in json.loads(Path(file).read_text()):
            began = time.perf_counter()
            line.sendall(request.encode())
            answer = b""
            while not answer.endswith(END):
                came = line.recv(65536)
                if not came:
                    raise SystemExit("The web server hung up.")
                answer += came
            if not answer.startswith(b"HTTP/1.1 200"):
                raise SystemExit(f"Not acknowledged: {answer[:80]!r}")
            took.append(time.perf_counter() - began)
            time.sleep(max(0.0, float(every) - took[-1]))
    json.dump(took, sys.stdout)


if __name__ == "__main__":
    main()
