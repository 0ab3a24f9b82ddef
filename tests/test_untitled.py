"""A report without a title is called by its file's name wherever another report's finding speaks of it."""

import json
from pathlib import Path

from pipeline.run import RunOptions, run_batch
from tests.test_run import Silent

_TEXT = """一、项目实施情况
本年组织乡村医生轮训三期，培训对象覆盖全县十二个乡镇的村卫生室，课程由县医院骨干医师逐一讲授，考核不合格的安排补训。
为解决偏远村出诊不便的困难，卫生院购置巡诊箱，逐户登记行动不便老人的用药情况，每月由包片医生上门随访并留存签字记录。
二、存在问题
部分村卫生室药品储备偏少，慢性病用药时有断供，群众须往返集镇取药；巡诊记录由人手填写，汇总不及时，影响后续随访安排。
三、改进措施
与县域医共体药房建立周配送约定，缺药当天登记、三日内补齐；统一配发平板终端录入随访内容，由信息科按月抽查录入质量。
"""


def test_an_untitled_twin_is_called_by_its_file(tmp_path: Path) -> None:
    folder = tmp_path / "送审"
    folder.mkdir()
    for name in ("河东.txt", "河西.txt"):
        (folder / name).write_text(_TEXT + name, encoding="utf-8")
    run_batch([folder], tmp_path / "结果", RunOptions(workers=1), Silent())

    lines = (tmp_path / "结果" / "data" / "findings.jsonl").read_text(encoding="utf-8").splitlines()
    messages = [one["message"] for one in map(json.loads, lines) if one["rule"] == "LT-01"]

    assert messages
    assert all("《》" not in message for message in messages)
    assert any("河东.txt》" in message or "河西.txt》" in message for message in messages)
    assert all("不详年度" not in message for message in messages)
