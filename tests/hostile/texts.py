"""Texts against the Chinese stage: runs without end of whatever a pattern may look for."""

from collections.abc import Iterator

from tests.hostile import seeds
from tests.hostile.damage import Named

RUNS = {
    "一顿": "一、", "括一": "（一）", "一点": "1.", "一点一": "1.1.1.", "括1": "（1）", "圈": "①", "第一部分": "第一部分",
    "一百": "一百", "亿万": "亿万", "零": "零", "壹佰": "壹佰", "数字": "1", "九点": "9.", "千分": "1,000,", "百分": "%",
    "左括": "（", "左方": "〔", "书名": "《", "引号": "“", "空格": " ", "全空": "\u3000", "制表": "\t", "竖线": "|", "横线": "-",
    "省略": "……", "点": ".", "星": "*", "万元": "万元", "预算": "预算", "年": "年", "2023年": "2023年", "至": "2023-", "大于": "≥",
    "自评得分": "自评得分", "优": "优", "的": "的", "项目": "项目", "财预": "财预〔2020〕", "句号": "。", "逗号": "，", "冒号": "：",
    "叉": "×", "方框": "□", "换行": "\n", "回车": "\r", "一行一字": "一\n", "一行一数": "1\n", "标题行": "一、项目基本情况\n",
    "金额行": "年初预算100万元，", "指标行": "数量指标|完成数|≥10个|10个|10|10\n", "其中": "其中：", "小计": "100+100=",
    "元句": "支出1元、", "项目名": "“某某项目”，", "单位名": "某县某局", "自评表": "项目支出绩效自评表\n", "日期": "2023年1月1日",
    "百分号": "92.5%、", "英文": "a", "反斜": "\\", "表头": "一级指标 二级指标 三级指标 指标值 实际完成值 分值 得分\n",
    "占比": "占1%，其", "约": "约", "负": "-1", "区间": "1-2-", "从到": "从1万元到", "执行率": "预算执行率为",
}  # fmt: skip
"""What is repeated, by a name for the file."""

LENGTH = 60_000


def hostile_texts(length: int = LENGTH) -> Iterator[Named]:
    for name, piece in RUNS.items():
        yield f"重复-{name}.txt", repeated(piece, length).encode()
    yield "重复-单行.txt", seeds.TEXT.replace("\n", "").encode() * 300
    yield "重复-全文.txt", (seeds.TEXT + "\n").encode() * 300
    yield "空字符.txt", seeds.TEXT.encode().replace(b"\n", b"\0\n")
    yield "孤立代理.txt", seeds.TEXT.encode() + b"\xed\xa0\x80\xed\xb0\x80"
    yield "孤立代理-16.txt", b"\xff\xfe" + seeds.TEXT.encode("utf-16-le") + b"\x00\xd8"
    yield "混码.txt", seeds.TEXT.encode() + seeds.TEXT.encode("gb18030")
    yield "坏国标.txt", seeds.TEXT.encode("gb18030")[1:]
    yield "三十二位.txt", seeds.TEXT.encode("utf-32")
    yield "全零.txt", bytes(5000)
    yield "乱数.bin", bytes((n * n * 31 + n) % 251 for n in range(9000))
    yield "空.txt", b""
    yield "空.docx", b""
    yield "一字节.pdf", b"%"
    yield "只有空白.txt", b" \r\n\t " * 900
    yield "只有记号.txt", b"\xef\xbb\xbf"
    yield "长行.html", ("<p>" + "预算100万元" * 10_000).encode()
    yield "未闭.html", ("<table><tr><td>预算" * 3000).encode()
    yield "属性.html", ("<p " + 'a="1" ' * 20_000 + ">预算").encode()
    yield "注释.html", ("<!--" * 20_000 + seeds.TEXT).encode()
    yield "字符引用.html", ("<p>" + "&#x110000;&#xD800;&#0;&nosuch;&#99999999999;" * 500).encode()
    yield "隐藏.html", ("<html><body>" + "<div hidden>" * 3000 + seeds.TEXT).encode()
    yield (
        "隐藏并列.html",
        ("<html><body>" + "<span style='display:none'>x</span>" * 4000 + seeds.TEXT).encode(),
    )
    picture = b'<img src="data:image/png;base64,' + b"QUJD" * 2_800_000 + b'">'
    yield "内嵌图.html", b"<html><body><p>" + picture + seeds.TEXT.encode() + b"</body></html>"
    yield "汇编.txt", "\n".join([seeds.TEXT] * 400).encode()
    yield "年份.txt", ("2022年13月至" * 12_000).encode()
    yield "大宽.csv", (",".join("1" * 3000) + "\n").encode() * 20
    yield "引号.csv", ('"' * 9999 + ",1\n").encode()


def repeated(piece: str, length: int) -> str:
    """A report's first lines, then the piece over and over, then its last lines."""
    middle = len(seeds.LINES) // 2
    run = piece * (length // len(piece))
    return "\n".join([*seeds.LINES[:middle], run, *seeds.LINES[middle:]])
