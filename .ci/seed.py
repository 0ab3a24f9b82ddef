"""Holds a run over the real report against what is known of it; it names real people, so it stays outside the project."""

import json
import subprocess
import sys
import tempfile
from pathlib import Path

MUST_FIRE = {"MD-01", "ZB-09", "WZ-05", "DJ-03"}
NAMED_FOR_IT = {"WB-03", "WZ-07", "LT-03", "ZB-12"}
"""Leads that the rulebook gives this very report as its example of."""


def rows(out: Path, name: str) -> list[dict]:
    return [
        json.loads(line) for line in (out / "data" / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()
    ]


def main(seed: Path) -> None:
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "结果"
        command = [Path(sys.executable).parent / "heji", "run", seed, "-o", out, "-q"]
        done = subprocess.run(command, check=False, capture_output=True, text=True)
        assert done.returncode == 0, (done.returncode, done.stderr)
        (report,) = rows(out, "reports")
        facts = {name: report[name] for name in ("project", "year", "kind")}
        assert facts == {"project": "城市社区工作经费", "year": 2023, "kind": "重点评价报告"}, facts
        assert (report["budget_approved"]["value"], report["spent"]["value"]) == ("2800000", "2800000")
        assert (report["total_score"]["value"], report["grade"]["value"]) == ("100", "优")
        periodic = [value["number"] for value in rows(out, "values") if value["field"] == "periodic"]
        assert periodic == ["700000"], periodic
        sections = [section for section in rows(out, "sections") if section["number"]]
        # 一…五, two （一）（二）, 1. 2、 3、 and （1）（2） on levels one to three; three more （1）（2）（3） below them.
        top = [section["number"] for section in sections if section["level"] <= 3]
        assert top == [
            "一、",
            "二、",
            "（一）",
            "（二）",
            "三、",
            "1.",
            "2、",
            "（1）",
            "（2）",
            "3、",
            "四、",
            "五、",
        ], top
        assert len(sections) == 15, [section["title"] for section in sections]
        assert all(section["role"] for section in sections)
        fired = {finding["rule"] for finding in rows(out, "findings")}
        assert fired >= MUST_FIRE, fired
        assert fired <= MUST_FIRE | NAMED_FOR_IT, fired
        assert not [finding for finding in rows(out, "findings") if finding["level"] == "错误"]
    print("种子报告：标识、金额、得分、等级、15 个编号标题、4 条疑点均相符")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
