"""The look of the workbook: few colours, readable when printed in black and white."""

from collections.abc import Mapping
from typing import Any

from pipeline.model import Level

FONT = "微软雅黑"
INK = "#1F2937"
FAINT = "#6B7280"
LINE = "#C9D1DB"
LINK = "#1D4F91"
BAR = "#5B7DA8"
HEADER_FILL = "#E3EAF3"
INPUT_FILL = "#FFF6CC"

LEVEL_MARKS = {Level.ERROR: "●错误", Level.WARNING: "▲警告", Level.HINT: "○提示"}

_CELL: Mapping[str, Any] = {
    "font_name": FONT,
    "font_size": 10,
    "font_color": INK,
    "valign": "top",
    "border": 1,
    "border_color": LINE,
    # A protected sheet can be sorted only where no cell is locked; typing is refused by validation instead.
    "locked": False,
}
_WRAP: Mapping[str, Any] = {**_CELL, "text_wrap": True}
_NUMBER: Mapping[str, Any] = {**_CELL, "align": "right", "indent": 1}
_PLAIN: Mapping[str, Any] = {"font_name": FONT, "font_size": 10, "font_color": INK, "valign": "top"}

_HEADER: Mapping[str, Any] = {
    **_WRAP,
    "bold": True,
    "align": "center",
    "valign": "vcenter",
    "locked": True,
}

STYLES: Mapping[str, Mapping[str, Any]] = {
    "header": {**_HEADER, "bg_color": HEADER_FILL},
    "input_header": {**_HEADER, "bg_color": "#FBE38E"},
    "text": _CELL,
    "wrap": _WRAP,
    "faint": {**_WRAP, "font_color": FAINT},
    "center": {**_CELL, "align": "center"},
    "center_wrap": {**_WRAP, "align": "center"},
    "input": {**_WRAP, "bg_color": INPUT_FILL},
    "input_center": {**_CELL, "bg_color": INPUT_FILL, "align": "center"},
    "input_day": {**_CELL, "bg_color": INPUT_FILL, "align": "center", "num_format": "yyyy-mm-dd"},
    "day": {**_CELL, "align": "center", "num_format": "yyyy-mm-dd"},
    "none": {**_CELL, "align": "center", "num_format": "0", "font_color": FAINT},
    "link": {**_WRAP, "font_color": LINK, "underline": 1},
    "gone": {**_WRAP, "font_color": FAINT},
    "gone_center": {**_CELL, "font_color": FAINT, "align": "center"},
    "notice": {**_PLAIN, "font_color": FAINT},
    "serial": {**_CELL, "align": "center", "num_format": "0", "font_color": FAINT},
    "year": {**_CELL, "align": "center", "num_format": "0"},
    "count": {**_NUMBER, "num_format": "#,##0"},
    "count_left": {**_CELL, "align": "left", "num_format": "#,##0"},
    "general": {**_NUMBER, "num_format": "General"},
    # At least two decimals, up to the 分: 万元 has six decimals then.
    "wan": {**_NUMBER, "num_format": "#,##0.00####"},
    "yuan": {**_NUMBER, "num_format": "#,##0.00"},
    "rate": {**_NUMBER, "num_format": '0.00##"%"'},
    "wan_unit": {**_NUMBER, "num_format": '#,##0.00####" 万元"'},
    "rate_unit": {**_NUMBER, "num_format": '0.00##"%"'},
    "points_unit": {**_NUMBER, "num_format": '0.00##"个百分点"'},
    "score_unit": {**_NUMBER, "num_format": 'General"分"'},
    "level_错误": {**_CELL, "align": "center", "bold": True, "font_color": "#B42318"},
    "level_警告": {**_CELL, "align": "center", "bold": True, "font_color": "#9A5B00"},
    "level_提示": {**_CELL, "align": "center", "font_color": "#475467"},
    "status_bad": {**_WRAP, "bold": True, "font_color": "#B42318"},
    "title": {**_PLAIN, "font_size": 20, "bold": True, "valign": "vcenter"},
    "subtitle": {**_PLAIN, "font_size": 12, "font_color": FAINT, "valign": "vcenter"},
    "section": {
        **_PLAIN,
        "font_size": 12,
        "bold": True,
        "valign": "vcenter",
        "bottom": 2,
        "bottom_color": "#5B7DA8",
    },
    "plain": {**_PLAIN, "text_wrap": True},
    "label": {**_WRAP, "bold": True, "bg_color": "#F3F6FA"},
    "alarm": {**_WRAP, "bold": True, "font_color": "#B42318"},
    "label_link": {**_WRAP, "bold": True, "bg_color": "#F3F6FA", "font_color": LINK, "underline": 1},
}
