"""The local page's addresses (网址): one function each."""

import asyncio
import logging
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager
from functools import wraps
from typing import IO
from urllib.parse import quote, unquote

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect, Request
from starlette.responses import FileResponse, HTMLResponse, Response, StreamingResponse
from starlette.routing import Route
from starlette.types import ASGIApp

from pipeline.errors import HejiError
from pipeline.outputs import WORKBOOK
from pipeline.outputs.page import PAGE, PAGES, page_policy, served_page
from pipeline.web.answers import fragment, page, refusal, told
from pipeline.web.desk import Desk, profiles
from pipeline.web.guard import Guard, Pass
from pipeline.web.materials import Kind, TooLargeError
from pipeline.web.results import BUNDLES, bundle, summary_of

logger = logging.getLogger(__name__)

_SMALL = 65_536
_VERDICT_FILE = 20_000_000
_PIECE = 1 << 20
_A_MOMENT = 0.1


def local_app(desk: Desk, entry: Pass) -> ASGIApp:
    """The application: its addresses behind the guard."""
    asks = Asks(desk)

    @asynccontextmanager
    async def while_open(_: Starlette) -> AsyncIterator[None]:
        yield
        await run_in_threadpool(desk.job.close)

    routes = [
        Route("/", asks.desk),
        Route("/live", asks.live),
        Route("/material", asks.take, methods=["PUT"]),
        Route("/material/remove", asks.remove, methods=["POST"]),
        Route("/run", asks.start, methods=["POST"]),
        Route("/stop", asks.stop, methods=["POST"]),
        Route("/verdicts", asks.verdicts),
        Route("/verdicts", asks.decide, methods=["POST"]),
        Route("/verdicts/file", asks.decide_many, methods=["POST"]),
        Route(f"/review/{PAGE}", asks.review),
        Route(f"/review/{PAGES}/{{number:int}}.html", asks.review),
        Route("/download/{name}", asks.download),
        Route("/{rest:path}", asks.nothing, methods=["GET", "POST", "PUT", "DELETE", "PATCH"]),
    ]
    app = Starlette(routes=routes, lifespan=while_open, exception_handlers={Exception: _our_fault})
    return Guard(app, entry)


Ask = Callable[["Asks", Request], Awaitable[Response]]


def _in_words(asked: Ask) -> Ask:
    """Our own errors become one sentence for the person who asked."""

    @wraps(asked)
    async def answered(self: "Asks", request: Request) -> Response:
        try:
            answer = await asked(self, request)
        except TooLargeError as error:
            answer = refusal(request, 413, str(error))
        except HejiError as error:
            answer = refusal(request, 400, str(error))
        except ClientDisconnect:
            answer = refusal(request, 400, "传送中断，未收。")
        return answer

    return answered


class Asks:
    """What may be asked of the desk."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    @_in_words
    async def desk(self, request: Request) -> Response:
        """The page itself."""
        return page(
            "desk.html.j2",
            {
                "out": str(self._desk.out),
                "profiles": profiles(),
                "most": self._desk.materials.most,
                **self._facts(),
            },
        )

    @_in_words
    async def live(self, request: Request) -> Response:
        """The parts of the page that change, as they stand now."""
        return fragment("live.html.j2", self._facts())

    @_in_words
    async def take(self, request: Request) -> Response:
        """Takes in one file, its name in a header."""
        desk = self._desk
        if desk.job.is_running:
            raise HejiError("正在核对，暂不能增减材料。请等它结束，或先停止。")
        kind = _kind(request.query_params.get("kind", ""))
        length = request.headers.get("content-length", "")
        if length.isdigit():
            desk.materials.refuse_size(int(length))
        material = await desk.materials.take(
            kind, unquote(request.headers.get("x-name", "")), request.stream()
        )
        return told(name=material.name, bytes=material.bytes)

    @_in_words
    async def remove(self, request: Request) -> Response:
        """Takes a file away, or all of a kind."""
        if self._desk.job.is_running:
            raise HejiError("正在核对，暂不能增减材料。请等它结束，或先停止。")
        number = request.query_params.get("number", "")
        if number.isdigit():
            self._desk.materials.remove(int(number))
        else:
            self._desk.materials.clear(_kind(request.query_params.get("kind", "")))
        return told()

    @_in_words
    async def start(self, request: Request) -> Response:
        """Begins a run."""
        profile = request.query_params.get("profile", "")
        retry = request.query_params.get("retry") == "1"
        await run_in_threadpool(self._desk.start, profile, retry=retry)
        return told()

    @_in_words
    async def stop(self, request: Request) -> Response:
        """Stops the run."""
        self._desk.job.stop()
        return told()

    @_in_words
    async def verdicts(self, request: Request) -> Response:
        """What was decided so far."""
        entries = await run_in_threadpool(self._desk.verdicts.current)
        return told(
            verdicts=[
                {
                    "finding": entry.fingerprint,
                    "verdict": entry.verdict,
                    "note": entry.note,
                    "reviewer": entry.reviewer,
                    "decided": entry.reviewed_on or "",
                }
                for entry in entries
            ]
        )

    @_in_words
    async def decide(self, request: Request) -> Response:
        """Stores one decision."""
        content = await _body(request, _SMALL)
        await run_in_threadpool(self._desk.verdicts.store, content)
        return told()

    @_in_words
    async def decide_many(self, request: Request) -> Response:
        """Takes in an 审核意见.json."""
        content = await _body(request, _VERDICT_FILE)
        taken, unknown = await run_in_threadpool(self._desk.verdicts.store_file, content)
        left = f"；{unknown} 条对不上这一批的疑点，没有读入" if unknown else ""
        return told(message=f"读入审核意见 {taken} 条{left}。")

    @_in_words
    async def review(self, request: Request) -> Response:
        """复核.html with verdicts that are stored at once."""
        number = request.path_params.get("number")
        path = self._desk.out / PAGE if number is None else self._desk.out / PAGES / f"{number}.html"
        if not path.is_file():
            return refusal(request, 404, "还没有这一页。请先核对；如果正在写出结果，请稍候再刷新。")
        html = served_page(await run_in_threadpool(path.read_text, encoding="utf-8"))
        return HTMLResponse(html, headers={"content-security-policy": page_policy(served=True)})

    @_in_words
    async def download(self, request: Request) -> Response:
        """The workbook, or a zip of letters, data or pages."""
        name, out = request.path_params["name"], self._desk.out
        await self._written()
        if name == WORKBOOK and (out / WORKBOOK).is_file():
            return FileResponse(out / WORKBOOK, filename=WORKBOOK)
        summary = await run_in_threadpool(summary_of, out)
        if name not in BUNDLES or summary is None or name not in summary.bundles:
            return refusal(request, 404, "没有这样的文件可下载。请先核对。")
        packed = await run_in_threadpool(bundle, out, name)
        headers = {"content-disposition": f"attachment; filename*=utf-8''{quote(name)}"}
        return StreamingResponse(_pieces(packed), media_type="application/zip", headers=headers)

    async def nothing(self, request: Request) -> Response:
        """Any other address."""
        return refusal(request, 404, "没有这个页面。")

    async def _written(self) -> None:
        """Writes the verdicts given since into what is taken away; raises HejiError where that cannot be."""
        desk = self._desk
        if not await run_in_threadpool(desk.needs_writing):
            return
        await run_in_threadpool(desk.job.write)
        while desk.job.is_running:
            await asyncio.sleep(_A_MOMENT)
        progress = desk.job.progress()
        if progress.writing:
            raise HejiError(progress.message)

    def _facts(self) -> dict[str, object]:
        desk, now = self._desk, time.monotonic()
        progress, summary = desk.job.progress(), summary_of(desk.out)
        return {
            "submission": desk.materials.of(Kind.SUBMISSION),
            "ledger": desk.materials.of(Kind.LEDGER),
            "last_year": desk.materials.of(Kind.LAST_YEAR),
            "progress": progress,
            "running": desk.job.is_running,
            "now": now,
            "left": progress.seconds_left(now),
            "summary": summary,
            "unwritten": desk.verdicts.unwritten() if summary else 0,
        }


async def _our_fault(request: Request, error: Exception) -> Response:
    """A defect of ours: the person is told, and the server's log has the rest."""
    logger.error("%s %s: %r", request.method, request.url.path, error)
    return refusal(request, 500, "程序出错，这一步没有做成。已存的材料和意见不受影响。")


def _kind(word: str) -> Kind:
    kinds = {"submission": Kind.SUBMISSION, "ledger": Kind.LEDGER, "last_year": Kind.LAST_YEAR}
    if word not in kinds:
        raise HejiError("不知道这份文件作什么用。")
    return kinds[word]


async def _body(request: Request, most: int) -> bytes:
    content = bytearray()
    async for piece in request.stream():
        content += piece
        if len(content) > most:
            raise TooLargeError(f"传来的内容超过 {most} 字节，未收。")
    return bytes(content)


def _pieces(packed: IO[bytes]) -> Iterator[bytes]:
    with packed:
        while piece := packed.read(_PIECE):
            yield piece
