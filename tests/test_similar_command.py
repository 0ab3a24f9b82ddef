from pathlib import Path

import pytest

from pipeline.cli import main

TEXT = (
    "{unit}{year}年河道保洁项目支出绩效自评报告\n一、项目基本情况\n{unit}负责全域{n}公里河道的日常保洁，资金{m}万元。\n"
    "二、完成情况\n打捞船每天两趟，枯水期改为人工沿岸捡拾，汛期后集中清理桥墩缠绕的秸秆和浮木{n}吨。\n"
    "沿河七个渡口设了投放箱，钓鱼人的饵料袋不再随手丢，下游水厂的格栅每周少清两次。\n"
    "三、存在问题\n保洁员平均六十一岁，暴雨后两天内人手不够；打捞船的螺旋桨常被水草缠住，修船要送到邻县。\n"
    "四、改进建议\n和沿河养殖户签互助约定，雨后由他们出船；来年添一台水草切割机，轮流给三段使用。\n"
)


def written(folder: Path, name: str, text: str) -> str:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return str(path)


def test_two_reports_are_shown_side_by_side(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    one = written(tmp_path, "a.txt", TEXT.format(unit="青屏区水务局", year=2023, n=36, m=120))
    other = written(tmp_path, "b.txt", TEXT.format(unit="禾川县水利局", year=2023, n=52, m=95))
    assert main(["similar", one, other]) == 0
    said = capsys.readouterr().out
    assert "改名换数后相同" in said
    assert "甲 120万元 ／ 乙 95万元" in said
    assert "存在问题" in said and "100%" in said


def test_the_head_says_nothing_twice(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    one = written(tmp_path, "a.txt", TEXT.format(unit="青屏区水务局", year=2023, n=36, m=120))
    other = written(tmp_path, "b.txt", TEXT.format(unit="禾川县水利局", year=2023, n=52, m=95))
    assert main(["similar", one, other]) == 0
    head = capsys.readouterr().out.split("\n")[0]
    assert head.count("青屏区水务局") == 1 and head.count("2023") == 1
    assert head.count("河道保洁") == 1


@pytest.mark.parametrize(
    ("figures", "said"), [((36, 120), "改名后相同（数字多未改）"), ((52, 95), "改名换数后相同：")]
)
def test_figures_that_stayed_are_not_called_changed(
    figures: tuple[int, int], said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    named = (
        TEXT.replace("打捞船", "{unit}打捞船")
        .replace("保洁员", "{unit}保洁员")
        .replace("和沿河", "{unit}和沿河")
    )
    one = written(tmp_path, "a.txt", named.format(unit="青屏区水务局", year=2023, n=36, m=120))
    n, m = figures
    other = written(tmp_path, "b.txt", named.format(unit="禾川县水利局", year=2023, n=n, m=m))
    assert main(["similar", one, other]) == 0
    assert said in capsys.readouterr().out


def test_two_honest_reports_share_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    one = written(tmp_path, "a.txt", TEXT.format(unit="青屏区水务局", year=2023, n=36, m=120))
    other = written(
        tmp_path,
        "b.txt",
        "禾川县图书馆2023年图书购置项目支出绩效自评报告\n一、项目基本情况\n馆藏偏旧，少儿书缺口大。\n"
        "二、完成情况\n新书上架以后周末座位不够，增开了二楼自习室。\n三、存在问题\n采购集中在年底，编目跟不上。\n",
    )
    assert main(["similar", one, other]) == 0
    assert "没有成段相同的文字" in capsys.readouterr().out


def test_what_stands_in_the_template_is_not_shared(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    one = written(tmp_path, "a.txt", TEXT.format(unit="青屏区水务局", year=2023, n=36, m=120))
    other = written(
        tmp_path, "b.txt", TEXT.format(unit="禾川县水利局", year=2023, n=52, m=95) + "附言：补报一次。\n"
    )
    form = written(tmp_path, "表样.txt", TEXT.format(unit="××", year="××", n="××", m="××"))
    assert main(["similar", one, other, "--template", form]) == 0
    assert "没有成段相同的文字" in capsys.readouterr().out


def test_a_missing_file_is_a_usage_error(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["similar", str(tmp_path / "a.txt"), str(tmp_path / "b.txt")]) == 3
    assert "找不到" in capsys.readouterr().err
