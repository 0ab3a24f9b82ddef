"""Answers of the local page (应答): pages under a strict policy, small JSON, and refusals in one sentence."""

import base64
import hashlib
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from jinja2 import Environment
from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response

from pipeline.outputs.page.escaping import page_environment

_HERE = Path(__file__).parent


def page(name: str, facts: Mapping[str, object], status: int = 200) -> Response:
    """A page rendered from a template; only the script and the style that belong to it may run."""
    assets = {
        "style": Markup(_asset("desk.css")),  # noqa: S704 - our own file
        "script": Markup(_asset("desk.js")),  # noqa: S704 - our own file
    }
    html = _templates().get_template(name).render({**assets, **facts})
    return HTMLResponse(html, status, {"content-security-policy": _policy()})


def fragment(name: str, facts: Mapping[str, object]) -> Response:
    """A part of a page, to be put in the place of what it was."""
    return HTMLResponse(_templates().get_template(name).render(facts))


def told(status: int = 200, **facts: object) -> Response:
    """A few facts for the page's script."""
    return JSONResponse(facts, status)


def refusal(request: Request, status: int, message: str) -> Response:
    """No, in one Chinese sentence: as a page where a person looks, as JSON where a script asks."""
    if request.method in ("GET", "HEAD") and "text/html" in request.headers.get("accept", "text/html"):
        return page("refused.html.j2", {"message": message}, status)
    return told(status, message=message)


@cache
def _asset(name: str) -> str:
    return (_HERE / "assets" / name).read_text(encoding="utf-8")


@cache
def _policy() -> str:
    script, style = (_digest(_asset(name)) for name in ("desk.js", "desk.css"))
    return (
        f"default-src 'none'; script-src '{script}'; style-src '{style}'; connect-src 'self'; "
        "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    )


def _digest(content: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()


@cache
def _templates() -> Environment:
    return page_environment(_HERE / "templates")
