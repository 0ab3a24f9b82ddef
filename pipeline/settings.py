"""Settings: defaults, overlaid by a province profile, overlaid by `--set`; unknown keys are refused."""

import difflib
import hashlib
import json
import tomllib
from collections.abc import Mapping, Sequence
from decimal import Decimal, InvalidOperation
from functools import cache
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, ValidationError, model_validator

from pipeline.errors import UsageError


class _Strict(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Limits(_Strict):
    """What one file may cost; past a limit it becomes a row that says so."""

    file_bytes: int
    archive_bytes: int
    archive_members: int
    archive_depth: int
    archive_ratio: int
    remote_bytes: int
    pages: int
    table_cells: int
    xml_depth: int
    seconds: int
    silence_seconds: int
    cpu_seconds: int
    office_seconds: int
    memory_bytes: int


class Ocr(_Strict):
    """How pages without a text layer are read (扫描识别)."""

    enabled: bool
    dpi: int
    max_pixels: int
    pages: int
    min_confidence: float


class Band(_Strict):
    """A grade and the lowest score (in 分 of 100) that earns it."""

    grade: str
    lowest: Decimal


class Scoring(_Strict):
    """How scores, weights and grades are set (口径)."""

    full_score: Decimal
    execution_weight: Decimal
    bands: tuple[Band, ...]
    grade_names: tuple[str, ...]
    execution_tiers: tuple[tuple[Decimal, Decimal], ...]
    """Pairs of (lowest rate in percent, share of the weight); empty = in proportion to the rate."""
    qualitative_bands: tuple[tuple[str, Decimal, Decimal], ...]
    """Attainment of a qualitative indicator and the least and greatest share of its weight."""
    weight_structures: tuple[tuple[tuple[str, Decimal], ...], ...]
    """Accepted sets of first-level weights, as pairs of (class, weight)."""
    department_ratios: tuple[str, ...]
    """Derived ratios of a department's form that are reckoned by this profile's formulas (ZX-07)."""

    @model_validator(mode="after")
    def _bands_descend(self) -> "Scoring":
        lowest = [band.lowest for band in self.bands]
        if lowest != sorted(lowest, reverse=True) or not lowest:
            raise ValueError("bands 必须由高到低排列")
        return self


class Thresholds(_Strict):
    """Limits that a rule or a measure works with; each has its basis in default.toml."""

    approximate_share: Decimal
    copied_run_characters: int
    copied_share: Decimal
    shingle_characters: int
    boilerplate_reports: int
    boilerplate_percentile: Decimal
    boilerplate_share: Decimal
    listed_common_share: Decimal
    background_share: Decimal
    background_reports: int
    low_confidence: float
    unspent_rate: Decimal
    delivered_share: Decimal
    adjusted_share: Decimal
    similar_name: Decimal
    low_execution_rate: Decimal
    hint_execution_rate: Decimal
    score_gap_hint: Decimal
    score_gap_warning: Decimal
    uniform_projects: int
    uniform_share: Decimal


class Form(_Strict):
    """What the form asks for (填报要求): overshoot, dominant weight, lengths, signatures."""

    overshoot_ratio: Decimal
    overshoot_of_zero: Decimal
    overshoot_reason_required: bool
    dominant_weight: Decimal
    reason_characters: int
    text_characters: int
    signatures: tuple[str, ...]


class External(_Strict):
    """How the ledger, last year's reports and review scores are compared (外部比对)."""

    match_score: Decimal
    last_year_share: Decimal
    last_year_characters: int
    repeated_sentence: int
    review_hint_share: Decimal
    review_warning_share: Decimal


class Letters(_Strict):
    """What goes into 反馈函 and 取证单, and how they look (函件)."""

    template: str
    """An office's own 反馈函 template; '' = the one shipped."""
    sheet_template: str
    levels: tuple[str, ...]
    pending: bool
    """Whether findings with the verdict 待核 are put to the unit."""
    places: int
    """How many places of one finding a letter names."""
    office: str
    number: str
    date: str
    deadline: str
    contact: str
    basis: tuple[str, ...]

    @model_validator(mode="after")
    def _levels_known(self) -> "Letters":
        unknown = set(self.levels) - {"错误", "警告", "提示"}
        if unknown:
            raise ValueError(f"levels 只能写 错误、警告、提示，不能写 {'、'.join(sorted(unknown))}")
        return self


class Web(_Strict):
    """How much the local page takes in (heji serve)."""

    upload_file_bytes: int
    upload_total_bytes: int
    upload_files: int


class ClusterWait(_Strict):
    """How an existing Dask cluster is used (--scheduler)."""

    wait_seconds: int


class Settings(_Strict):
    """All settings of a run."""

    limits: Limits
    ocr: Ocr
    scoring: Scoring
    thresholds: Thresholds
    external: External
    form: Form
    letters: Letters
    web: Web
    cluster: ClusterWait


# What a profile says of itself: its name, what it rests on, whether it may be used, a remark.
_ABOUT = ("name", "basis", "enabled", "note")


@cache
def config_root() -> Path:
    """The folder of configuration files: inside the installed package, else at the top of the source tree."""
    inside = Path(__file__).parent / "configs"
    return inside if inside.is_dir() else Path(__file__).parent.parent / "configs"


def read_toml(path: Path) -> dict[str, Any]:
    """A TOML file as a dict; a broken one is a usage error that names the line."""
    try:
        return tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise UsageError(f"设置文件 {path.name} 写法有误：{error}。请改正后再运行。") from error


def profile_names() -> tuple[str, ...]:
    """The province profiles (地区口径) that are shipped."""
    return tuple(sorted(path.stem for path in (config_root() / "profiles").glob("*.toml")))


def load_settings(profile: str = "general", assignments: Sequence[str] = ()) -> Settings:
    """Defaults, then the profile, then each `key=value` of `--set`; raises UsageError with a suggestion."""
    merged = read_toml(config_root() / "default.toml")
    _overlay(merged, _profile_values(profile), f"地区口径 {profile}")
    for assignment in assignments:
        _overlay(merged, _assigned(assignment, merged), f"--set {assignment}")
    try:
        return Settings.model_validate(merged)
    except ValidationError as error:
        first = error.errors()[0]
        key = ".".join(str(part) for part in first["loc"])
        raise UsageError(f"设置 {key} 的值不合要求：{first['msg']}。") from error


def settings_digest(settings: Settings) -> str:
    """SHA-256 of the settings in a canonical form, for the receipt."""
    canonical = json.dumps(settings.model_dump(mode="json"), sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(canonical.encode()).hexdigest()


def _profile_values(profile: str) -> dict[str, Any]:
    path = Path(profile) if profile.endswith(".toml") else config_root() / "profiles" / f"{profile}.toml"
    if not path.is_file():
        raise UsageError(f"没有地区口径“{profile}”。{_suggestion(profile, profile_names())}")
    values = read_toml(path)
    about = values.pop("profile", {})
    for key in about:
        if key not in _ABOUT:
            raise UsageError(
                f"地区口径 {profile}：没有设置项“profile.{key}”。{_suggestion(key, _ABOUT, 'profile.')}"
            )
    if not about.get("enabled", True):
        raise UsageError(f"地区口径“{profile}”未启用：{about.get('note', '依据待核')}")
    return values


def _assigned(assignment: str, known: Mapping[str, Any]) -> dict[str, Any]:
    key, equals, text = assignment.partition("=")
    if not equals:
        raise UsageError(f"--set 要写成 键=值，收到的是“{assignment}”。")
    try:
        value = tomllib.loads(f"value = {text}")["value"]
    except tomllib.TOMLDecodeError:
        value = text
    nested: Any = value
    for part in reversed(key.strip().split(".")):
        nested = {part: nested}
    del known
    return dict(nested)


def _overlay(base: dict[str, Any], values: Mapping[str, Any], origin: str, path: str = "") -> None:
    for key, value in values.items():
        name = f"{path}{key}"
        if key not in base:
            raise UsageError(f"{origin}：没有设置项“{name}”。{_suggestion(key, base, path)}")
        if isinstance(base[key], dict) and isinstance(value, Mapping):
            _overlay(base[key], value, origin, f"{name}.")
        else:
            base[key] = value


def _suggestion(name: str, known: Mapping[str, Any] | Sequence[str], path: str = "") -> str:
    close = difflib.get_close_matches(name, list(known), n=1, cutoff=0.5)
    if close:
        return f"是不是“{path}{close[0]}”？"
    return "可用的有：" + "、".join(f"{path}{key}" for key in known)


def decimal_of(text: str) -> Decimal | None:
    """The decimal that a plain numeral spells, or None."""
    try:
        return Decimal(text)
    except InvalidOperation:
        return None
