"""README stays true: every command that it shows is one that heji has, with the options that it takes."""

import re
import shlex
from pathlib import Path

import pytest

from pipeline.console.arguments import command_parser

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
SHOWN = re.findall(r"(?:^|`|&& \.venv/bin/)(heji [a-z]+[^`\n]*)", README, re.MULTILINE)


def test_readme_shows_the_main_commands() -> None:
    assert {command.split()[1] for command in SHOWN} >= {
        "run",
        "show",
        "rules",
        "doctor",
        "evaluate",
        "verify",
    }


@pytest.mark.parametrize("command", SHOWN)
def test_every_command_shown_is_understood(command: str) -> None:
    arguments = command_parser().parse_args(shlex.split(command)[1:])
    assert arguments.command == command.split()[1]


def test_each_of_the_two_lines_sets_itself_up() -> None:
    lines = re.findall(r"^ *\$ (.*)$", README, re.MULTILINE)
    assert len(lines) == 2
    for line in lines:
        assert line.startswith(
            "python3.11 -m venv .venv && .venv/bin/pip install -q -c .ci/requirements.lock "
        )


@pytest.mark.parametrize(
    "path", re.findall(r"`((?:corpora|configs|pipeline|notebooks|\.ci)/[\w./-]+)`", README)
)
def test_every_path_named_exists(path: str) -> None:
    assert (ROOT / path).exists()
