"""The local server (本机服务): bound to 127.0.0.1 and nothing else."""

import socket
from dataclasses import dataclass

import uvicorn

from pipeline.errors import UsageError
from pipeline.web.app import local_app
from pipeline.web.desk import Desk
from pipeline.web.guard import Pass

_HERE = "127.0.0.1"


@dataclass(frozen=True, slots=True)
class LocalServer:
    """A server on a port that is already taken, and the pass that opens its page."""

    server: uvicorn.Server
    socket: socket.socket
    entry: Pass

    def run(self) -> None:
        """Serves until it is told to stop (Ctrl-C)."""
        self.server.run(sockets=[self.socket])

    def stop(self) -> None:
        """Tells it to stop."""
        self.server.should_exit = True


def listening(desk: Desk, port: int = 0) -> LocalServer:
    """A server for this desk; port 0 = any that is free. Raises UsageError where the port is taken."""
    bound = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    try:
        bound.bind((_HERE, port))
        # From now on a browser that is opened at once waits instead of being refused.
        bound.listen()
    except (OSError, OverflowError) as error:
        bound.close()
        raise UsageError(f"端口 {port} 不能用，可能已被别的程序占用。请用 --port 换一个，或不写。") from error
    entry = Pass(bound.getsockname()[1])
    config = uvicorn.Config(
        local_app(desk, entry),
        log_config=None,
        access_log=False,
        proxy_headers=False,
        server_header=False,
        lifespan="on",
        ws="none",
        timeout_graceful_shutdown=3,
    )
    return LocalServer(uvicorn.Server(config), bound, entry)
