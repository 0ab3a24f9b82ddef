"""A library's report and its copy with everything renamed, for the tests of the comparison."""

from pipeline.model import Pair, Report
from pipeline.settings import load_settings
from pipeline.similarity import find_pairs
from tests.similarity.factories import a_batch, a_report, sentences

SETTINGS = load_settings()

LIBRARY = [
    (
        "基本情况",
        "本项目由青屏区图书馆负责实施，2023年青屏区财政局安排图书购置经费180万元，用于补充馆藏和数字资源。",
    ),
    (
        "完成情况",
        "全年采购纸质图书12600册、电子期刊85种，完成编目和上架，新增自助借还机6台，开放时间延长至每晚九点。\n"
        "组织读者活动74场，参加读者5300人次，流动书车走进36所学校和社区，偏远片区的孩子第一次在家门口借到了新书。",
    ),
    (
        "存在问题",
        "一是图书采购多集中在下半年，供应商到货慢，部分新书年底才上架，当年利用率不高。"
        "二是数字资源培训不够，老年读者不会使用手机借阅，电子期刊点击量只有目标的62%。",
    ),
    (
        "改进建议",
        "今后我馆将在一季度完成招标，按季到货；每月开设两期老年读者手机课堂，把点击量纳入采购续订依据。",
    ),
]
RENAMED = [
    (
        "基本情况",
        "本项目由禾川县图书馆负责实施，2022年禾川县财政局安排图书购置经费95万元，用于补充馆藏和数字资源。",
    ),
    (
        "完成情况",
        "全年采购纸质图书7420册、电子期刊40种，完成编目和上架，新增自助借还机2台，开放时间延长至每晚九点。\n"
        "组织读者活动31场，参加读者2150人次，流动书车走进18所学校和社区，偏远片区的孩子第一次在家门口借到了新书。",
    ),
    (
        "存在问题",
        "一是图书采购多集中在下半年，供应商到货慢，部分新书年底才上架，当年利用率不高。"
        "二是数字资源培训不够，老年读者不会使用手机借阅，电子期刊点击量只有目标的55%。",
    ),
    (
        "改进建议",
        "今后我馆将在一季度完成招标，按季到货；每月开设两期老年读者手机课堂，把点击量纳入采购续订依据。",
    ),
]


def library(name: str = "a") -> Report:
    return a_report(name, LIBRARY, unit="青屏区图书馆", project="2023年图书购置经费项目")


def renamed(name: str = "b") -> Report:
    return a_report(name, RENAMED, unit="禾川县图书馆", project="2022年图书购置经费项目", year=2022)


def pairs_of(*reports: Report) -> tuple[Pair, ...]:
    return find_pairs(a_batch(*reports), SETTINGS)[0]


def content(seed: int, count: int) -> list[tuple[str, str]]:
    return [("完成情况", sentences(count, seed)), ("存在问题", sentences(3, seed + 1000))]
