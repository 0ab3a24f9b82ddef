"""What can become of a task besides its result; the same for every scheduler."""

from dataclasses import dataclass

TIMEOUT = "timeout"
MEMORY = "memory"
CRASHED = "crashed"
DEFECT = "defect"


@dataclass(frozen=True, slots=True)
class Failure:
    """A task without a result: a reason code, a Chinese sentence for the auditor, and details for the log."""

    reason: str
    """timeout · memory · crashed · defect (our own: `work` raised something that it does not announce)."""
    message: str
    detail: str = ""
    """Traceback or exit code; for the log, never shown to an auditor."""


class WorkerStartError(RuntimeError):
    """A worker could not be prepared: nothing is wrong with the inputs, the installation or our code is."""


def timed_out(seconds: float) -> Failure:
    """The failure of a task that was stopped at its time limit."""
    message = (
        f"超过时限（{seconds:g} 秒）仍未读完，已停止读取。"
        "请打开文件看是否损坏或特别大，另存或拆分后重新提交；"
        "确需更长时间，可用 --set limits.seconds=秒数 放宽。"
    )
    return Failure(TIMEOUT, message)


def silent(seconds: float) -> Failure:
    """The failure of a task that gave no sign of life for so long."""
    message = (
        f"连续 {seconds:g} 秒没有进展，已停止读取，多因文件损坏或结构异常。"
        "请用原软件打开，另存一份后重新提交；"
        "确需更长时间，可用 --set limits.silence_seconds=秒数 放宽。"
    )
    return Failure(TIMEOUT, message)


def overworked(seconds: float) -> Failure:
    """The failure of a task that used up its processor time."""
    message = (
        f"所用处理器时间超过上限（{seconds:g} 秒），已停止读取。"
        "请打开文件看是否损坏或特别大，另存或拆分后重新提交；"
        "确需更长时间，可用 --set limits.cpu_seconds=秒数 放宽。"
    )
    return Failure(TIMEOUT, message, "SIGXCPU")


def out_of_memory(memory_bytes: int, detail: str = "") -> Failure:
    """The failure of a task that needed more memory than it may have."""
    message = (
        f"读取所需内存超过上限（{memory_bytes / 2**20:.0f} MiB），已停止读取。请打开文件看是否损坏或特别大，"
        "另存或拆分后重新提交；确需更多内存，可用 --set limits.memory_bytes=字节数 放宽。"
    )
    return Failure(MEMORY, message, detail)


def crashed(detail: str) -> Failure:
    """The failure of a task whose process ended without an answer."""
    message = (
        f"读取时程序异常退出（{detail}），多因文件损坏。请用原软件打开，另存一份后重新提交；"
        "若文件能正常打开，请把它交给系统维护人员。"
    )
    return Failure(CRASHED, message, detail)


def crashed_twice() -> Failure:
    """The failure of a task that took two workers of a cluster with it."""
    message = (
        "读取时集群的工作进程两次中断，不再重试，多因文件损坏或特别大。"
        "请打开文件看是否正常，另存或拆分后重新提交；也可以在本机单独运行这个文件。"
    )
    return Failure(CRASHED, message, "two workers lost")


def killed() -> Failure:
    """The failure of a task whose process was killed from outside: how a system defends its memory."""
    message = (
        "读取进程被系统强制结束，多因这台计算机内存不足。请减少并行数（--workers）或关闭其他程序后重新运行；"
        "若只有这个文件如此，请另存或拆分后重新提交。"
    )
    return Failure(MEMORY, message, "SIGKILL")


def defect(trace: str) -> Failure:
    """The failure of a task on which our own code went wrong."""
    lines = trace.strip().splitlines()
    message = (
        f"程序自身出错，这个文件没有读成（{lines[-1][:200] if lines else '原因不明'}）。"
        "这是本程序的缺陷，不是文件的问题：请把文件和日志交给系统维护人员。"
    )
    return Failure(DEFECT, message, trace)
