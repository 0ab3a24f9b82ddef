"""The frame of a page (页面骨架): its style, its script, and the policy that lets nothing else run."""

import base64
import hashlib
import re
from functools import cache
from pathlib import Path

PAGE = "复核.html"
PAGES = "复核"

_ASSETS = Path(__file__).parent / "assets"
_POLICY = re.compile(r'<meta http-equiv="Content-Security-Policy" content="[^"]*">')
_STYLE = re.compile(r"<style>.*?</style>", re.DOTALL)
_SCRIPT = re.compile(r"<script>.*?</script>", re.DOTALL)
_FROM_FILE = '<body data-mode="file"'
_SERVED = '<body data-mode="serve"'


@cache
def asset(name: str) -> str:
    """A style sheet or script of the page."""
    return (_ASSETS / name).read_text(encoding="utf-8")


@cache
def page_policy(*, served: bool = False) -> str:
    """What the page may do: run our script and style, and nothing from anywhere else."""
    policy = [
        "default-src 'none'",
        f"script-src '{_digest(asset('page.js'))}'",
        f"style-src '{_digest(asset('page.css'))}'",
        "base-uri 'none'",
        "form-action 'none'",
    ]
    # frame-ancestors means nothing in a <meta>, and connect-src stays shut there.
    return "; ".join([*policy, "connect-src 'self'", "frame-ancestors 'none'"] if served else policy)


def served_page(html: str) -> str:
    """A written page as the local server gives it: policy by header, today's style and script, verdicts by post.

    Text of a report holds no element of its own, so that each of these stands in the page once.
    """
    html = _POLICY.sub("", html, count=1)
    html = _STYLE.sub(lambda _: f"<style>{asset('page.css')}</style>", html, count=1)
    html = _SCRIPT.sub(lambda _: f"<script>{asset('page.js')}</script>", html, count=1)
    return html.replace(_FROM_FILE, _SERVED, 1)


def _digest(content: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()
