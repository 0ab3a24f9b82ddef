"""The local page (本机页面): drop files in, watch the run, read the evidence, decide, download."""

from pipeline.web.app import local_app
from pipeline.web.desk import Desk, open_desk
from pipeline.web.server import LocalServer, listening

__all__ = ["Desk", "LocalServer", "listening", "local_app", "open_desk"]
