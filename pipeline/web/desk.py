"""The desk of one OUT (工作台): what was handed in, the run, its results, the verdicts."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from pipeline.errors import UsageError
from pipeline.outputs.names import profile_name
from pipeline.run import RunOptions
from pipeline.settings import load_settings, profile_names
from pipeline.web.job import Job
from pipeline.web.materials import Kind, Materials
from pipeline.web.verdicts import Verdicts

_DEFAULT = "general"


@dataclass(frozen=True, slots=True)
class Desk:
    """Everything that the local page works with."""

    out: Path
    materials: Materials
    job: Job
    verdicts: Verdicts

    def start(self, profile: str, *, retry: bool = False) -> None:
        """Begins a run over what was handed in, or goes on with a stopped one; raises UsageError with a sentence."""
        if profile not in dict(profiles()):
            raise UsageError(f"没有地区口径“{profile[:40]}”。")
        if not self.materials.of(Kind.SUBMISSION):
            raise UsageError("还没有送审材料。请先放入报告文件或压缩包。")
        ledger = self.materials.of(Kind.LEDGER)
        last_year = self.materials.of(Kind.LAST_YEAR)
        options = RunOptions(
            profile=profile,
            ledger=self.materials.path(ledger[0]) if ledger else None,
            last_year=self.materials.folder(Kind.LAST_YEAR) if last_year else None,
            names=self.materials.names(),
            retry=retry,
        )
        self.job.start([self.materials.folder(Kind.SUBMISSION)], options)

    def needs_writing(self) -> bool:
        """Whether verdicts were given that the files to be taken away do not hold; raises UsageError in a run."""
        if not self.verdicts.unwritten():
            return False
        if self.job.is_running:
            raise UsageError("正在写出结果，新的审核意见还没有写进去。请等它结束再下载。")
        return True


def open_desk(out: Path) -> Desk:
    """The desk of an OUT, with what was handed in there before."""
    if out.exists() and not out.is_dir():
        raise UsageError(f"“{out}”是一个文件，这里要写结果文件夹。")
    out = out.resolve()
    verdicts = Verdicts(out)
    verdicts.take_in_files()
    return Desk(out, Materials(out, load_settings().web), Job(out), verdicts)


@cache
def profiles() -> tuple[tuple[str, str], ...]:
    """The province profiles that may be used, with their Chinese names, the general one first."""
    usable = []
    for name in profile_names():
        try:
            load_settings(name)
        except UsageError:
            # One that is not enabled says so when it is asked for by name; here it is simply not offered.
            continue
        usable.append((name, profile_name(name).partition("（")[0]))
    return tuple(sorted(usable, key=lambda one: (one[0] != _DEFAULT, one[0])))
