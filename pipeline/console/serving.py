"""heji serve: the local page, from the command line (本机页面)."""

import webbrowser
from collections.abc import Callable
from pathlib import Path

from pipeline.web import listening, open_desk

DEFAULT_OUT = Path("核绩结果")


def serve(out: Path | None, port: int, say: Callable[[str], None], *, browser: bool = True) -> None:
    """Serves the desk of an OUT until Ctrl-C; says its address, and opens it in the browser."""
    desk = open_desk(out or DEFAULT_OUT)
    local = listening(desk, port)
    say(f"本机页面：{local.entry.address}")
    say(f"结果文件夹：{desk.out}")
    say("只在本机可见，网址含通行码，请勿转发。按 Ctrl-C 结束。")
    if browser:
        webbrowser.open(local.entry.address)
    try:
        local.run()
    except KeyboardInterrupt:
        # Ctrl-C is how a person ends it.
        say("已关闭。材料和审核意见都在结果文件夹里。")
    finally:
        desk.job.close()
