"""Fixed bytes: archives with fixed dates, GBK member names, PDF by LibreOffice, encryption."""

import datetime
import io
import itertools
import re
import subprocess
import tempfile
import zipfile
from pathlib import Path
from unittest.mock import patch

import msoffcrypto.method.container.ecma376_encrypted as container
from msoffcrypto.format.ooxml import OOXMLFile
from msoffcrypto.method import ecma376_agile

_MODIFIED = re.compile(rb"(<dcterms:modified[^>]*>)[^<]*(</dcterms:modified>)")
_CREATED = re.compile(rb"<dcterms:created[^>]*>([^<]*)</dcterms:created>")


class _GbkMember(zipfile.ZipInfo):
    """A member whose name is written in GBK without the UTF-8 flag, as Windows archivers in China do."""

    def _encodeFilenameFlags(self) -> tuple[bytes, int]:  # noqa: N802
        return self.filename.encode("gbk"), self.flag_bits & ~0x800


def fixed_package(blob: bytes, created: str) -> bytes:
    """The same Office package with every date replaced by the report's own."""
    moment = datetime.datetime.fromisoformat(created)
    buffer = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(blob)) as old,
        zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            content = old.read(name)
            if name == "docProps/core.xml" and (stamp := _CREATED.search(content)):
                content = _MODIFIED.sub(rb"\g<1>" + stamp[1] + rb"\g<2>", content)
            info = zipfile.ZipInfo(name, moment.timetuple()[:6])
            info.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(info, content)
    return buffer.getvalue()


def gbk_archive(members: dict[str, bytes], created: str) -> bytes:
    """A zip archive whose member names are GBK and unflagged."""
    moment = datetime.datetime.fromisoformat(created)
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            info = _GbkMember(name, moment.timetuple()[:6])
            info.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(info, content)
    return buffer.getvalue()


def converted(blob: bytes, old: str, new: str) -> bytes:
    """The same document in another format, by LibreOffice."""
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / f"report.{old}").write_bytes(blob)
        profile = f"-env:UserInstallation=file://{folder}/profile"
        command = ["soffice", profile, "--headless", "--convert-to", new, "--outdir", folder]
        subprocess.run([*command, f"{folder}/report.{old}"], check=True, capture_output=True, timeout=180)
        return (Path(folder) / f"report.{new}").read_bytes()


def pdf_file(word: bytes, created: str) -> bytes:
    """Convert a Word file by LibreOffice and replace the dates and ids that change from run to run."""
    blob = converted(word, "docx", "pdf")
    stamp = datetime.datetime.fromisoformat(created).strftime("%Y%m%d%H%M%S").encode()
    blob = re.sub(rb"(/CreationDate\s*\(D:)\d{14}", lambda m: m[1] + stamp, blob)
    return re.sub(
        rb"/ID \[\s*<[0-9A-F]+>\s*<[0-9A-F]+>\s*\]|/DocChecksum /[0-9A-F]+",
        lambda m: re.sub(rb"[0-9A-F]{32}", b"0" * 32, m[0]),
        blob,
    )


def encrypted_package(blob: bytes, password: str, created: str) -> bytes:
    """The package under a password; the salts are counted up so that the bytes never change."""
    counter = itertools.count(1)

    class FixedClock(datetime.datetime):
        @classmethod
        def now(cls, tz: datetime.tzinfo | None = None) -> datetime.datetime:  # type: ignore[override]
            return datetime.datetime.fromisoformat(created)

    buffer = io.BytesIO()
    with (
        patch.object(ecma376_agile, "_random_buffer", lambda size: bytes(next(counter) for _ in range(size))),
        patch.object(container, "datetime", FixedClock),
    ):
        OOXMLFile(io.BytesIO(blob)).encrypt(password, buffer)
    return buffer.getvalue()
