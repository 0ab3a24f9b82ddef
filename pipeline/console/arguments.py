"""The command line's grammar, its help and its errors in Chinese (命令行)."""

import argparse
import difflib
import re
from collections.abc import Iterable
from pathlib import Path
from typing import NoReturn

from pipeline import __version__
from pipeline.addresses import place_of_input
from pipeline.errors import UsageError

COMMANDS = {
    "run": "读取、核对一批自评报告，写出问题清单",
    "show": "看一份报告：章节、数据、得分、等级、疑点",
    "rules": "看规则：全部列表，或一条规则的说明",
    "diff": "对照两轮结果：疑点消除、仍在、新增，数据改动",
    "evaluate": "用标注语料评测抽取和疑点，与基线比较",
    "similar": "对照两份报告：相同的段落、换过的名称数字、各章节雷同比例",
    "bench": "测速：自造语料，量时间和内存，与通用库相比",
    "serve": "本机页面：放入材料、看进度、看疑点和证据、定性、下载",
    "verify": "复核一次运行的结果：哈希、出处、由引文独立复算每个数值",
    "doctor": "自检：装了什么，能读哪些格式，缺什么怎么办",
}

# argparse speaks English; its messages are turned here, as (pattern, Chinese).
_MESSAGES = (
    (r"the following arguments are required: (.+)", "缺少参数：{0}"),
    (r"unrecognized arguments: (.+)", "不认识的参数：{0}"),
    (r"argument (.+?): expected one argument", "{0} 后面要写一个值"),
    (r"argument (.+?): expected at least one argument", "{0} 后面至少要写一个值"),
    (r"argument (.+?): ignored explicit argument (.+)", "{0} 后面不能写值：{1}"),
    (r"argument (.+?): not allowed with argument (.+)", "{0} 与 {1} 不能同时使用"),
    (r"argument (.+?): (?!invalid choice)(.+)", "{0}：{1}"),
)
_BAD_CHOICE = re.compile(r"invalid choice: '(.*?)' \(choose from")


class ChineseFormatter(argparse.RawDescriptionHelpFormatter):
    """Help that begins with 用法."""

    def add_usage(
        self,
        usage: str | None,
        actions: Iterable[argparse.Action],
        groups: Iterable[argparse._MutuallyExclusiveGroup],
        prefix: str | None = None,
    ) -> None:
        """Adds the usage line under its Chinese heading."""
        super().add_usage(usage, actions, groups, "用法：" if prefix is None else prefix)


class ChineseParser(argparse.ArgumentParser):
    """A parser whose mistakes are UsageErrors with one Chinese sentence."""

    def error(self, message: str) -> NoReturn:
        """Raises the error in Chinese, with the command that shows the help."""
        raise UsageError(f"{_in_chinese(message)}运行 {self.prog} --help 看用法。")


def command_parser() -> argparse.ArgumentParser:
    """The grammar of all commands."""
    parser = _parser("heji", "核绩：读取绩效自评报告，抽取数字，核对矛盾，逐项给出依据。")
    options = _options(parser)
    options.add_argument("--version", action="version", version=f"heji {__version__}", help="显示版本")
    commands = parser.add_subparsers(
        title="命令", dest="command", metavar="命令", required=True, parser_class=ChineseParser
    )
    _add_run(commands)
    _add_show(commands)
    _add_rules(commands)
    _add_diff(commands)
    _add_evaluate(commands)
    _add_similar(commands)
    _add_bench(commands)
    _add_serve(commands)
    _add_verify(commands)
    _add_common(_options(_command(commands, "doctor")))
    parser.epilog = "每个命令都可以加 --help，例如 heji run --help。"
    return parser


def close_to(name: str, known: Iterable[str]) -> str:
    """A question that names the nearest of the known names, or all of them."""
    names = list(known)
    close = difflib.get_close_matches(name, names, n=1, cutoff=0.5)
    return f"是不是“{close[0]}”？" if close else f"可用的有：{'、'.join(names)}。"


def _add_run(commands: "argparse._SubParsersAction[ChineseParser]") -> None:
    parser = _command(commands, "run")
    inputs = parser.add_argument_group("参数")
    inputs.add_argument(
        "inputs",
        nargs="+",
        type=place_of_input,
        metavar="INPUT",
        help="文件、文件夹、压缩包或 s3:// 等地址，可写多个",
    )
    options = _options(parser)
    options.add_argument("-o", "--out", required=True, type=Path, metavar="OUT", help="结果文件夹")
    _add_profile(options)
    options.add_argument(
        "--set",
        action="append",
        default=[],
        metavar="KEY=VALUE",
        dest="assignments",
        help="改一项设置，可写多次",
    )
    _add_beside(options)
    options.add_argument("--workers", type=_positive, metavar="N", help="同时读取的进程数，默认按处理器定")
    options.add_argument("--retry", action="store_true", help="上次因超时、内存不足未读成的文件，这次再试")
    options.add_argument(
        "--scheduler", default="", metavar="ADDRESS", help="用现成的 Dask 集群读取，如 tcp://主机:8786"
    )
    _add_common(options)
    parser.epilog = (
        "退出码：0 全部读取且没有错误；1 全部读取，有错误级疑点；2 有文件未能读取；\n"
        "        3 用法或设置有误，什么也没运行；130 被中止。"
    )


def _add_beside(options: "argparse._ArgumentGroup") -> None:
    """What is laid beside the submission: the ledger, last year, exceptions."""
    options.add_argument(
        "--ledger", type=Path, metavar="FILE", help="批复及支付台账（Excel 或 CSV），用于外部比对"
    )
    options.add_argument(
        "--last-year", type=Path, metavar="DIR", help="上年的结果文件夹，或上年报告所在的文件夹"
    )
    options.add_argument(
        "--suppress", type=Path, metavar="FILE", help="例外清单（TOML），每条写明理由和有效期"
    )
    _add_templates(options)
    options.add_argument(
        "--replies", type=Path, metavar="DIR", help="单位退回的反馈函（文件夹），读回其中的疑点核实回复表"
    )


def _add_show(commands: "argparse._SubParsersAction[ChineseParser]") -> None:
    parser = _command(commands, "show")
    parser.add_argument_group("参数").add_argument("file", type=Path, metavar="FILE", help="一份报告或自评表")
    options = _options(parser)
    what = options.add_mutually_exclusive_group()
    what.add_argument("--text", action="store_true", help="只打印读到的全文（出处的字符位置即按它计）")
    what.add_argument("--tables", action="store_true", help="只打印读到的表格")
    _add_profile(options)
    _add_common(options)


def _add_rules(commands: "argparse._SubParsersAction[ChineseParser]") -> None:
    parser = _command(commands, "rules")
    parser.add_argument_group("参数").add_argument(
        "rule", nargs="?", metavar="ID", help="规则编号，如 ZX-01；不写则列出全部"
    )
    _add_common(_options(parser))


def _add_diff(commands: "argparse._SubParsersAction[ChineseParser]") -> None:
    parser = _command(commands, "diff")
    folders = parser.add_argument_group("参数")
    folders.add_argument("old", type=Path, metavar="OLD_OUT", help="上一轮的结果文件夹（可以是副本）")
    folders.add_argument("new", type=Path, metavar="NEW_OUT", help="这一轮的结果文件夹")
    options = _options(parser)
    options.add_argument("--xlsx", type=Path, metavar="FILE", help="另写一份对照表（Excel）")
    options.add_argument("--json", type=Path, metavar="FILE", help="另写一份 JSON，供程序使用")
    _add_common(options)
    parser.epilog = "退出码：0 没有尚未了结的错误级疑点；1 有；3 用法有误，或结果文件夹不完整、已损坏。"


def _add_evaluate(commands: "argparse._SubParsersAction[ChineseParser]") -> None:
    parser = _command(commands, "evaluate")
    parser.add_argument_group("参数").add_argument(
        "corpus", type=Path, metavar="CORPUS", help="标注语料：每个案例一个文件夹，内有送审文件和 gold.json"
    )
    options = _options(parser)
    options.add_argument("--details", action="store_true", help="列出每处差错：案例、原文、应为、读作")
    options.add_argument(
        "--case", action="append", default=[], metavar="ID", dest="cases", help="只评这个案例，可写多次"
    )
    options.add_argument("--no-mutations", action="store_true", help="不做植入差错的试验")
    options.add_argument(
        "--baseline", type=Path, metavar="FILE", help="基线文件，默认为语料文件夹旁的 baseline.json"
    )
    options.add_argument("--pin", action="store_true", help="把这次结果定为基线；下限只升不降")
    options.add_argument("--lower-floor", action="store_true", help="与 --pin 同用：允许下限降低")
    options.add_argument(
        "--docbin", type=Path, metavar="FILE", help="把标注另存为 spaCy 的 DocBin，供 spacy evaluate 使用"
    )
    _add_profile(options)
    _add_common(options)
    parser.epilog = "退出码：0 各项不低于下限；1 有低于下限的，或语料与基线不是同一份；3 用法或标注有误。"


def _add_similar(commands: "argparse._SubParsersAction[ChineseParser]") -> None:
    parser = _command(commands, "similar")
    files = parser.add_argument_group("参数")
    files.add_argument("a", type=Path, metavar="A", help="一份报告")
    files.add_argument("b", type=Path, metavar="B", help="另一份报告")
    options = _options(parser)
    _add_templates(options)
    _add_profile(options)
    _add_common(options)


def _add_templates(options: "argparse._ArgumentGroup") -> None:
    options.add_argument(
        "--template",
        action="append",
        default=[],
        type=Path,
        metavar="FILE",
        dest="templates",
        help="下发的表样、提纲（能读的格式都可以），其中的文字不算雷同，可写多次",
    )


def _add_bench(commands: "argparse._SubParsersAction[ChineseParser]") -> None:
    options = _options(_command(commands, "bench"))
    options.add_argument(
        "--only",
        action="append",
        choices=("reading", "language", "rules", "similarity", "run", "growth"),
        metavar="PART",
        help="只测一部分，可写多次：reading 读取、language 中文理解、rules 规则、similarity 雷同、run 整个运行、growth 增长",
    )
    options.add_argument("--quick", action="store_true", help="只用很小的语料走一遍，不与要求对照")
    options.add_argument(
        "--corpus", type=Path, metavar="DIR", help="语料放在这里，下次再用；默认临时造、用完即删"
    )
    options.add_argument("--workers", type=_positive, metavar="N", help="整个运行用的进程数，默认按处理器定")
    options.add_argument("--json", type=Path, metavar="FILE", help="结果另存为 JSON")
    _add_common(options)


def _add_serve(commands: "argparse._SubParsersAction[ChineseParser]") -> None:
    parser = _command(commands, "serve")
    parser.add_argument_group("参数").add_argument(
        "out", nargs="?", type=Path, metavar="OUT", help="结果文件夹，默认为当前文件夹下的“核绩结果”"
    )
    options = _options(parser)
    options.add_argument("--port", type=_port, default=0, metavar="N", help="端口，默认由系统挑一个空闲的")
    options.add_argument(
        "--no-browser", action="store_false", dest="browser", help="不自动打开浏览器，只显示网址"
    )
    _add_common(options)
    parser.epilog = "只监听 127.0.0.1，别的机器打不开；网址中的 token 每次启动都换。按 Ctrl-C 结束。"


def _add_verify(commands: "argparse._SubParsersAction[ChineseParser]") -> None:
    parser = _command(commands, "verify")
    parser.add_argument_group("参数").add_argument(
        "out", type=Path, metavar="OUT", help="一次运行的结果文件夹"
    )
    options = _options(parser)
    options.add_argument(
        "--inputs",
        nargs="+",
        action="extend",
        default=[],
        type=Path,
        metavar="DIR",
        help="送审材料所在（文件、文件夹），可写多个；写了才重读原文",
    )
    _add_common(options)
    parser.epilog = "退出码：0 没有不符；1 有不符；3 用法有误。"


def _parser(prog: str, description: str) -> ChineseParser:
    return ChineseParser(
        prog=prog,
        description=description,
        formatter_class=ChineseFormatter,
        add_help=False,
        allow_abbrev=False,
    )


def _command(commands: "argparse._SubParsersAction[ChineseParser]", name: str) -> ChineseParser:
    return commands.add_parser(
        name,
        help=COMMANDS[name],
        description=COMMANDS[name] + "。",
        formatter_class=ChineseFormatter,
        add_help=False,
        allow_abbrev=False,
    )


def _options(parser: argparse.ArgumentParser) -> "argparse._ArgumentGroup":
    options = parser.add_argument_group("选项")
    options.add_argument("-h", "--help", action="help", help="显示这页说明")
    return options


def _add_profile(options: "argparse._ArgumentGroup") -> None:
    options.add_argument("--profile", default="general", metavar="NAME", help="地区口径，默认通用")


def _add_common(options: "argparse._ArgumentGroup") -> None:
    options.add_argument("-q", "--quiet", action="store_true", help="不显示进度")
    options.add_argument("-v", "--verbose", action="store_true", help="多说一些，出错时便于查找原因")


def _positive(text: str) -> int:
    if not text.isascii() or not text.isdigit() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"要写成不小于 1 的整数，收到的是“{text}”")
    return int(text)


def _port(text: str) -> int:
    if not text.isascii() or not text.isdigit() or int(text) > 65_535:
        raise argparse.ArgumentTypeError(f"端口要写成 0 到 65535 的整数，收到的是“{text}”")
    return int(text)


def _in_chinese(message: str) -> str:
    choice = _BAD_CHOICE.search(message)
    if choice is not None:
        return f"没有命令“{choice[1]}”，{close_to(choice[1], COMMANDS)}"
    for pattern, words in _MESSAGES:
        match = re.fullmatch(pattern, message, re.DOTALL)
        if match is not None:
            return words.format(*match.groups()) + "。"
    return f"命令写法有误（{message}）。"
