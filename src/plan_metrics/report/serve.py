"""Serves a built site on this machine, with a script in each page that reloads it; the files stay as they are."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from http import HTTPStatus
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

HERE = "127.0.0.1"
NUMBER, SCRIPT = "/.reload", "/.reload.js"  # addresses that no page of a site has
TAG = f'<script src="{SCRIPT}"></script>'.encode()
WAIT = """\
let known;
setInterval(async () => {
  const number = await fetch("%s").then((answer) => answer.text(), () => known);
  if (known !== undefined && number !== known) location.reload();
  known = number;
}, 500);
"""


@dataclass
class Served:
    """A site that is served at `address`; `reload` has every page that is open read it anew."""

    address: str
    number: int = field(default=0)

    def reload(self) -> None:
        """Have open pages reload."""
        self.number += 1


@contextmanager
def serving(folder: Path, port: int) -> Iterator[Served]:
    """Serve a folder, which need not be there yet, to this machine alone until the block ends; port 0 takes any.

    OSError where the port is taken.
    """
    served = Served("")
    with ThreadingHTTPServer((HERE, port), partial(_Handler, served, directory=str(folder))) as server:
        served.address = f"http://{HERE}:{server.server_port}/"
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield served
        finally:
            server.shutdown()
            thread.join()


class _Handler(SimpleHTTPRequestHandler):
    def __init__(self, served: Served, *given: object, **named: object):
        self.served = served
        super().__init__(*given, **named)  # type: ignore[arg-type]

    def do_GET(self) -> None:
        place = Path(self.translate_path(self.path))
        page = place / "index.html" if self.path.partition("?")[0].endswith("/") else place
        if self.path == NUMBER:
            self._send(str(self.served.number).encode(), "text/plain")
        elif self.path == SCRIPT:
            self._send((WAIT % NUMBER).encode(), "text/javascript")
        elif page.suffix == ".html" and page.is_file():
            self._send(page.read_bytes().replace(b"</body>", TAG + b"</body>"), "text/html; charset=utf-8")
        else:
            super().do_GET()

    def end_headers(self) -> None:
        self.send_header("Cache-Control", "no-store")
        super().end_headers()

    def log_message(self, format: str, *args: object) -> None:
        pass  # each half second

    def _send(self, content: bytes, kind: str) -> None:
        self.send_response(HTTPStatus.OK)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)
