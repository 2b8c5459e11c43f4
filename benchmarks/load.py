"""The load generator: posts ready-made requests over a few kept connections, and counts."""

import json
import selectors
import socket
import sys
import time
from pathlib import Path

END = b"<Response/>"
"""An answer may come in two pieces; this ends the whole of it."""


def main() -> None:
    """`load FILE PORT CONNECTIONS SECONDS`; prints [answered, refused, seconds]."""
    file, port, connections, seconds = sys.argv[1:]
    requests = iter([text.encode() for text in json.loads(Path(file).read_text())])
    chooser = selectors.DefaultSelector()
    for _ in range(int(connections)):
        line = socket.create_connection(("127.0.0.1", int(port)))
        line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        chooser.register(line, selectors.EVENT_READ, b"")
        line.sendall(next(requests))
    answered = refused = 0
    began = time.perf_counter()
    ends = began + float(seconds)
    while time.perf_counter() < ends and chooser.get_map():
        for key, _ in chooser.select(1):
            answer = key.data + key.fileobj.recv(65536)  # type: ignore[union-attr]
            if not answer.endswith(END) and answer.startswith(b"HTTP/1.1 200"):
                chooser.modify(key.fileobj, selectors.EVENT_READ, answer)
                continue
            chooser.modify(key.fileobj, selectors.EVENT_READ, b"")
            answered += 1
            refused += not answer.startswith(b"HTTP/1.1 200")
            following = next(requests, None)
            if following is None:
                ends = 0
                break
            key.fileobj.sendall(following)  # type: ignore[union-attr]
    json.dump([answered, refused, time.perf_counter() - began], sys.stdout)


if __name__ == "__main__":
    main()
