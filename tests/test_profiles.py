"""Province profiles (地区口径): what is shipped rests on something, and an auditor can write her own."""

import shutil
from decimal import Decimal
from pathlib import Path

import pytest

from pipeline.errors import UsageError
from pipeline.settings import config_root, load_settings, profile_names, read_toml

SHIPPED = {"anhui_hefei", "cost_2021", "general", "guangxi", "hebei", "sichuan"}


def own(folder: Path, text: str, copied: str = "sichuan") -> str:
    """A copy of a shipped profile with lines added, as an auditor would make it."""
    path = folder / "本市.toml"
    shutil.copyfile(config_root() / "profiles" / f"{copied}.toml", path)
    path.write_text(path.read_text(encoding="utf-8") + text, encoding="utf-8")
    return str(path)


def test_these_profiles_are_shipped_each_with_name_and_basis() -> None:
    assert set(profile_names()) >= SHIPPED
    for name in SHIPPED:
        about = read_toml(config_root() / "profiles" / f"{name}.toml")["profile"]
        assert about["name"] and about["basis"] and isinstance(about["enabled"], bool)


@pytest.mark.parametrize("name", sorted(SHIPPED - {"cost_2021"}))
def test_execution_weighs_ten_and_the_grades_begin_at_90_80_60(name: str) -> None:
    scoring = load_settings(name).scoring
    assert (scoring.full_score, scoring.execution_weight) == (100, 10)
    assert [(band.grade, band.lowest) for band in scoring.bands] == [
        ("优", 90),
        ("良", 80),
        ("中", 60),
        ("差", 0),
    ]
    assert not scoring.execution_tiers


def test_sichuan_limits_words_and_guangxi_asks_for_reasons() -> None:
    sichuan, guangxi = load_settings("sichuan").form, load_settings("guangxi").form
    assert (sichuan.reason_characters, sichuan.text_characters) == (100, 200)
    assert guangxi.overshoot_reason_required and guangxi.overshoot_ratio == Decimal("1.3")
    assert not load_settings().form.overshoot_reason_required


def test_a_profile_known_from_memory_only_is_not_used() -> None:
    with pytest.raises(UsageError, match=r"未启用.*依据待与原件核对"):
        load_settings("cost_2021")


def test_an_auditor_copies_a_profile_and_changes_it(tmp_path: Path) -> None:
    path = own(tmp_path, '\n[external]\nreview_hint_share = "0.05"\n')
    settings = load_settings(path)
    assert settings.external.review_hint_share == Decimal("0.05")
    assert settings.form == load_settings("sichuan").form


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("\n[external]\nreview_hint_shar = 1\n", "external.review_hint_share"),
        ("\n[exernal]\nreview_hint_share = 1\n", "是不是“external”"),
        ('\n[external]\nreview_hint_share = "很大"\n', "external.review_hint_share"),
        ("\n[external\n", "写法有误"),
    ],
)
def test_a_mistake_in_a_profile_is_named(tmp_path: Path, text: str, words: str) -> None:
    with pytest.raises(UsageError, match=words):
        load_settings(own(tmp_path, text))


def test_a_mistake_in_a_profiles_own_words_is_named(tmp_path: Path) -> None:
    path = tmp_path / "本市.toml"
    path.write_text('[profile]\nname = "本市"\nbais = "通知"\n', encoding="utf-8")
    with pytest.raises(UsageError, match=r"是不是“profile\.basis”"):
        load_settings(str(path))


def test_an_unknown_profile_is_refused_with_the_nearest(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="是不是“hebei”"):
        load_settings("heibei")
    with pytest.raises(UsageError, match="没有地区口径"):
        load_settings(str(tmp_path / "没有.toml"))
