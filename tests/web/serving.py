"""A local page that really listens, and plain requests to it with whatever headers a test wants."""

import http.client
import json
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from pipeline.settings import Web
from pipeline.web import Desk, LocalServer, listening
from pipeline.web.job import Job
from pipeline.web.materials import Materials
from pipeline.web.verdicts import Verdicts

ROOMY = Web(upload_file_bytes=50_000_000, upload_total_bytes=200_000_000, upload_files=200)


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def text(self) -> str:
        """The body as text."""
        return self.body.decode()

    @property
    def message(self) -> str:
        """The sentence of a refusal."""
        return str(json.loads(self.body)["message"])


@dataclass(frozen=True, slots=True)
class Open:
    """A server that listens, and its desk."""

    local: LocalServer
    desk: Desk

    @property
    def origin(self) -> str:
        """The page's own origin."""
        return f"http://127.0.0.1:{self.local.entry.port}"

    def own(self) -> dict[str, str]:
        """The headers that the page itself sends."""
        entry = self.local.entry
        return {
            "Cookie": f"{entry.cookie}={entry.secret}",
            "Origin": self.origin,
            "Sec-Fetch-Site": "same-origin",
        }

    def ask(
        self, method: str, path: str, headers: Mapping[str, str] | None = None, body: bytes | None = None
    ) -> Answer:
        """One request; without headers, as the page itself would ask."""
        connection = http.client.HTTPConnection("127.0.0.1", self.local.entry.port, timeout=60)
        try:
            connection.request(method, path, body, dict(self.own() if headers is None else headers))
            answer = connection.getresponse()
            return Answer(answer.status, {k.lower(): v for k, v in answer.getheaders()}, answer.read())
        finally:
            connection.close()


def desk_in(out: Path, limits: Web = ROOMY) -> Desk:
    """A desk with these limits."""
    return Desk(out, Materials(out, limits), Job(out), Verdicts(out))


@contextmanager
def serving(desk: Desk) -> Iterator[Open]:
    """The local page of a desk, listening until the end of the block."""
    local = listening(desk)
    thread = threading.Thread(target=local.run)
    thread.start()
    try:
        yield Open(local, desk)
    finally:
        local.stop()
        thread.join(30)
        local.socket.close()
        assert not thread.is_alive()
