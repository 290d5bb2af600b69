"""What may stand in the columns `flag` and `qualifier` of an observation."""

from __future__ import annotations

from typing import NamedTuple


class Flag(NamedTuple):
    """A status of an observation: its name in both languages, and whether a value stands beside it."""

    zh: str
    en: str
    has_value: bool = True


# SDMX cross-domain code list CL_OBS_STATUS, version 2.2 (https://sdmx.org/?page_id=3215). English names as
# there; the Chinese names are ours. W says “includes data from another category”; withheld is Q.
FLAGS = {
    "A": Flag("正常值", "Normal value"),
    "B": Flag("序列中断", "Time series break"),
    "D": Flag("定义不同", "Definition differs"),
    "E": Flag("估计值", "Estimated value"),
    "F": Flag("预测值", "Forecast value"),
    "G": Flag("试验值", "Experimental value"),
    "H": Flag("缺失值：节假日或周末", "Missing value; holiday or weekend", has_value=False),
    "I": Flag("插补值", "Imputed value"),
    "J": Flag("豁免", "Derogation"),
    "K": Flag("数据已计入其他类别", "Data included in another category", has_value=False),
    "L": Flag("缺失值：数据存在但未采集", "Missing value; data exist but were not collected", has_value=False),
    "M": Flag("缺失值：数据不可能存在", "Missing value; data cannot exist", has_value=False),
    "N": Flag("数值极小", "Not significant"),
    "O": Flag("缺失值", "Missing value", has_value=False),
    "P": Flag("初步数", "Provisional value"),
    "Q": Flag("缺失值：不予公布", "Missing value; suppressed", has_value=False),
    "S": Flag("罢工等特殊事件", "Strike and other special events"),
    "U": Flag("可靠性低", "Low reliability"),
    "V": Flag("未经核实的数值", "Unvalidated value"),
    "W": Flag("包含其他类别的数据", "Includes data from another category"),
}

FORECAST = "F"  # a forecast is never an observation
BREAK = "B"
MISSING = tuple(flag for flag, about in FLAGS.items() if not about.has_value)


def flag_name(flag: str) -> str:
    """The name of a flag in both languages, as a message gives it.

    >>> flag_name("P")
    '初步数, Provisional value'
    """
    return f"{FLAGS[flag].zh}, {FLAGS[flag].en}"


# How exactly a figure was printed: 余、超、多 / 近 / 约、左右.
QUALIFIERS = {
    "exact": ("确数", "as printed"),
    "over": ("超过（余、超、多）", "printed as more than this"),
    "nearly": ("接近（近）", "printed as nearly this"),
    "about": ("大约（约、左右）", "printed as about this"),
    "under": ("少于（不足、以下）", "printed as less than this"),
}
