"""Who may ask (门禁): this machine's own browser page, and nobody who merely reaches the port.

A name that points to 127.0.0.1 (DNS rebinding) fails by its Host, a foreign page by its Origin, a stranger on
this machine by the token.
"""

import hmac
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field

from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from pipeline.web.answers import refusal

_SAFE = ("GET", "HEAD")
_HEADERS = {
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "no-referrer",
    "cross-origin-resource-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cache-control": "no-store",
}


@dataclass(frozen=True, slots=True)
class Pass:
    """What opens the page: the port it is served on, the token of its address, the secret of its cookie."""

    port: int
    token: str = field(default_factory=lambda: secrets.token_urlsafe(24))
    secret: str = field(default_factory=lambda: secrets.token_urlsafe(24))

    @property
    def address(self) -> str:
        """The address that a person opens."""
        return f"http://127.0.0.1:{self.port}/?token={self.token}"

    @property
    def cookie(self) -> str:
        """Cookies know no ports: the name says whose it is."""
        return f"heji-{self.port}"

    @property
    def hosts(self) -> tuple[str, ...]:
        """The only names under which the page answers."""
        return f"127.0.0.1:{self.port}", f"localhost:{self.port}"


class Guard:
    """Lets through what carries the cookie and comes from the page itself; everything else gets a sentence."""

    def __init__(self, app: ASGIApp, entry: Pass) -> None:
        self._app = app
        self._entry = entry

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers or passes on one request."""
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
            return
        if scope["type"] != "http":  # no web sockets here
            return
        answer = self._answer(Request(scope))
        guarded = _with_headers(send)
        if answer is not None:
            await answer(scope, receive, guarded)
        else:
            await self._app(scope, receive, guarded)

    def _answer(self, request: Request) -> Response | None:
        host = request.headers.get("host", "")
        if host not in self._entry.hosts:
            return refusal(request, 421, "这个网址不是本机页面。请用启动 heji serve 时显示的网址打开。")
        if _is_foreign(request.method, request.headers, f"http://{host}"):
            return refusal(request, 403, "别的网站不能调用本机页面，已拒绝。")
        token = request.query_params.get("token")
        if token is not None and request.url.path == "/" and request.method in _SAFE:
            return self._entered(request, token)
        if not _equal(request.cookies.get(self._entry.cookie, ""), self._entry.secret):
            return refusal(request, 403, "没有通行码。请用启动 heji serve 时显示的完整网址（含 token）打开。")
        return None

    def _entered(self, request: Request, token: str) -> Response:
        if not _equal(token, self._entry.token):
            return refusal(request, 403, "通行码不对。请用这一次启动 heji serve 时显示的完整网址打开。")
        answer = RedirectResponse("/", status_code=303)
        answer.set_cookie(self._entry.cookie, self._entry.secret, httponly=True, samesite="strict", path="/")
        return answer


def _is_foreign(method: str, headers: Headers, own: str) -> bool:
    """Whether another origin asks: by its Origin, or by what the browser says of the site that asks."""
    origin = headers.get("origin")
    if origin is not None and origin != own:
        return True
    site = headers.get("sec-fetch-site", "none")
    if method in _SAFE:
        # A link that a person follows may come from anywhere; an image or a script on a foreign page may not.
        return site not in ("same-origin", "none") and headers.get("sec-fetch-mode") != "navigate"
    return origin is None or site not in ("same-origin", "none")


def _equal(given: str, wanted: str) -> bool:
    return hmac.compare_digest(given.encode("utf-8", "replace"), wanted.encode())


def _with_headers(send: Send, headers: Mapping[str, str] = _HEADERS) -> Send:
    async def guarded(message: Message) -> None:
        if message["type"] == "http.response.start":
            present = {name for name, _ in message["headers"]}
            added = [(name.encode(), words.encode()) for name, words in headers.items()]
            message["headers"] = [*message["headers"], *(pair for pair in added if pair[0] not in present)]
        await send(message)

    return guarded
