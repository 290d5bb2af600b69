"""What the indicators of a data set are in a plan: goals, their targets, and an indicator for each series and unit."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from zlib import crc32

from plan_metrics.adopt.codes import Codes, plain_code
from plan_metrics.adopt.figures import Series
from plan_metrics.adopt.open_sdg import Repository, Topic
from plan_metrics.adopt.units import Units
from plan_metrics.adopt.words import Said, joined, worded
from plan_metrics.adopt.yaml_files import entries, flag, text_of
from plan_metrics.errors import N_, Fault, check_faults, fault_at
from plan_metrics.plan.consistency import names_a_page
from plan_metrics.plan.head import in_order

DIRECTIONS = {"positive": "increase", "up": "increase", "negative": "decrease", "down": "decrease"}
# The keys of the form that say what an indicator counts, why, and how it is made; the first that says anything counts.
TITLES = ("indicator_name", "national_indicator_available", "indicator_available", "graph_title")
COUNTS = ("computation_definitions", "national_indicator_description", "indicator_definition", "STAT_CONC_DEF")
WHY = ("rationale", "RATIONALE", "dns_indicator_intention")
BASIS = (
    "indicator_available", "national_indicator_available", "graph_title", "computation_calculations", "DATA_COMP",
    "page_content",
)  # fmt: skip
# A number that tells the goal and the target before it, such as 1.2.1, 17.b.1 or A1.2; between hyphens only in a form
# that has them there, since 15-24 may be an age, and a hyphen in a name stands between words.
NUMBER = r"([A-Za-z]{0,2}\d{1,3}[a-z]?)[%s]([A-Za-z0-9]{1,3})(?![A-Za-z0-9])"
OF_GOAL, OF_TARGET = "sdg_goal", "target_id"  # keys that say the number of the goal and of the target, or their words
LONGEST = 60  # letters of an id
CAVEAT = ("comments_limitations", "REC_USE_LIM", "data_notice_text", "data_footnote", "other_info")


@dataclass(frozen=True)
class Made:
    """An indicator of the plan: what it is made of, and its texts by key of the card."""

    id: str
    of: Series
    topic: Topic
    title: Said
    unit: str
    direction: str
    proxy: bool
    texts: Mapping[str, Said]


@dataclass
class Goal:
    """A goal with its targets (title by id) and the indicators of each."""

    id: str
    title: Said
    targets: dict[str, Said] = field(default_factory=dict)
    indicators: dict[str, list[Made]] = field(default_factory=dict)

    @property
    def made(self) -> list[Made]:
        """All its indicators."""
        return [made for each in self.indicators.values() for made in each]


def number_of_topic(topic: Topic) -> str:
    """The number of an indicator as an id: that of its keys, else that of its file with points."""
    made = _plain(_said_number(topic)) or _plain(topic.id.replace("-", "."))
    return made or _of_letters(topic.id)


def _said_number(topic: Topic) -> str:
    return next((text_of(topic.keys.get(key)) for key in ("indicator_number", "indicator") if topic.keys.get(key)), "")


def _own_goal(topic: Topic) -> str:
    """The id of the goal and the target that an indicator has for itself."""
    return _apart(number_of_topic(topic), _said_number(topic))


def _plain(text: str) -> str:
    return plain_code(text, LONGEST, "._-")


def _of_letters(text: str) -> str:
    """The id of a text in letters that no id has."""
    return f"i{crc32(text.encode()):08x}"


def _apart(id: str, said: str) -> str:
    """The id that words make, with a number of their own behind it where letters of them are lost in it, or where it is
    the name of a page."""
    is_whole = len(said) <= LONGEST and all(map(_plain, filter(str.isalnum, said)))
    if not _plain(said) or (is_whole and not names_a_page(id)):
        return id
    number = _of_letters(said)
    return f"{id[: LONGEST - len(number) - 1].rstrip('._-')}-{number}"


def goals_of(data: Repository, series: Mapping[str, Sequence[Series]], units: Units) -> list[Goal]:
    """The goals in the order of their numbers; `series` are those of each indicator, one at least.

    Raises `FaultError` where two goals, or two targets, have ids that differ by the case of letters alone.
    """
    check_faults(_alike(data))
    goals: dict[str, Goal] = {}
    data.used.update({"indicator_number", "indicator"})
    ids = Codes(80, marks="._-")
    topics = sorted(data.topics, key=lambda topic: in_order(number_of_topic(topic)))
    for topic in topics:
        goal, target = above(data, topic)
        if goal not in goals:
            title = _named(data, topic, ("goal_name", "sdg_goal_name", OF_GOAL), f"global_goals.{goal}-title", goal)
            goals[goal] = Goal(goal, title)
            if goal == target == _own_goal(topic):
                reason = N_("ids that name no action and no commitment: each stands under ones of its own")
                data.told.note(topic.file(), "assumed", reason)
        own = goals[goal]
        if target not in own.targets:
            reference = f"global_targets.{target.replace('.', '-')}-title"
            own.targets[target] = _named(data, topic, ("target_name", "target", OF_TARGET), reference, target)
        for each in series[topic.id]:
            own.indicators.setdefault(target, []).append(_made(data, topic, each, series[topic.id], units, ids))
    return sorted(goals.values(), key=lambda goal: in_order(goal.id))


def _alike(data: Repository) -> Iterator[Fault]:
    """A fault for each id of a goal or a target that another one has in other letters, at its first line."""
    first: dict[tuple[str, str], Topic] = {}
    for topic in data.topics:
        for kind, id in zip(("goal", "target"), above(data, topic), strict=True):
            first.setdefault((kind, id), topic)
    same: dict[tuple[str, str], str] = {}
    told: set[str] = set()
    for (kind, id), topic in first.items():
        other = same.setdefault((kind, id.casefold().replace("_", "-")), id)
        if other != id and id not in told:
            told.add(id)
            before = first[kind, other]
            yield fault_at(
                "duplicate",
                topic.file(),
                N_("“{value}”, which differs from “{other}” in {place} by capitals or by _ and - alone"),
                N_("ids that differ by more"),
                N_("Write both the same where one is meant, or give one of them another id."),
                row=_line(topic),
                value=id,
                other=other,
                place=f"{before.file()}:{line}" if (line := _line(before)) else before.file(),
            )


def _line(topic: Topic) -> int | None:
    """The first line of its table that is about it, where several are in one."""
    return topic.sheet.rows[0][0] if topic.sheet and topic.file() == topic.sheet.file and topic.sheet.rows else None


def above(data: Repository, topic: Topic) -> tuple[str, str]:
    """The ids of the goal and the target that an indicator stands under, by its keys or its number.

    One whose id is no number that tells them stands under a goal and a target of its own.
    """
    id = number_of_topic(topic)
    number = re.match(NUMBER % (".-" if data.goals else "."), id)
    goal, target = (number[1], f"{number[1]}.{number[2]}") if number else (_own_goal(topic),) * 2
    said = [text_of(topic.keys.get(key)) for key in (OF_GOAL, OF_TARGET)]
    named = [_apart(_plain(text), text) or _of_letters(text) if text else "" for text in said]
    return named[0] or goal, named[1] or target


def _named(data: Repository, topic: Topic, names: Sequence[str], reference: str, otherwise: str) -> Said:
    """The title of a goal or a target: that of the translations, else that of the keys, else its number.

    The last of the keys may hold its number, which is no title.
    """
    *keys, own = names
    data.used.update(names)
    if said := data.words.lookup(reference):
        return data.words.whole(said, topic.file(), reference)
    keys += [own] if _plain(said := text_of(topic.keys.get(own))) != said else []
    if named := data.said(topic, *keys, *(TITLES if otherwise == _own_goal(topic) else ())):
        return named
    text = N_("no words for the reference {name}") if data.goals else N_("no name for {name}: its id stands in")
    data.told.note(topic.file(), "without words", text, name=reference if data.goals else otherwise)
    return dict.fromkeys(data.words.languages, otherwise)


def _made(data: Repository, topic: Topic, of: Series, together: Sequence[Series], units: Units, ids: Codes) -> Made:
    several = len({each.series for each in together}) > 1
    in_units = {each.unit for each in together if each.series == of.series}
    wanted = number = number_of_topic(topic)
    title = data.said(topic, *TITLES) or dict.fromkeys(data.words.languages, number)
    if several and of.series:
        wanted = f"{wanted}-{plain_code(of.series, 60, '._-') or 'series'}"
        name = data.words.of_any(("SERIES", "Series"), of.series)
        title = {code: f"{words}: {name[code]}" for code, words in title.items()}
    unit = units.known[of.unit]
    if len(in_units) > 1:
        wanted = f"{wanted}-{plain_code(of.unit, 30, '._-') or 'unit'}"
    if len(in_units) > 1 or unit.base != of.unit:
        title = {code: f"{words} ({unit.title[code]})" for code, words in title.items()}
    texts = {
        "counts": _of_the_graph(data, topic, of) or data.said(topic, *COUNTS) or title,
        "why": data.said(topic, *WHY) or worded(data.words.languages, N_("The data set does not say why it matters.")),
        "basis": joined(*(data.said(topic, key) for key in BASIS)) or _from_file(data, topic),
        "caveat": joined(*(data.said(topic, key) for key in CAVEAT)),
    }
    direction, proxy = direction_of(data, topic, of), is_proxy(data, topic, of)
    return Made(ids.give(of, wanted, number), of, topic, title, unit.base, direction, proxy, texts)


def direction_of(data: Repository, topic: Topic, of: Series) -> str:
    """The direction that the form names for a series, or none; its default where it names none is no statement."""
    data.used.update({"progress_calculation_options", "auto_progress_calculation"})
    if not flag(topic.keys.get("auto_progress_calculation", "true")):
        return "none"
    said = {DIRECTIONS.get(text_of(each.get("direction")), "none") for each in progress_of(topic) if is_about(each, of)}
    return said.pop() if len(said) == 1 else "none"


def is_proxy(data: Repository, topic: Topic, of: Series) -> bool:
    """Whether the form marks a series as standing in for another indicator."""
    data.used.update({"proxy", "proxy_series"})
    listed = topic.keys.get("proxy_series")
    of_series = isinstance(listed, list) and of.series in map(text_of, listed)
    return text_of(topic.keys.get("proxy")) == "proxy" or (text_of(topic.keys.get("proxy")) == "both" and of_series)


def progress_of(topic: Topic) -> list[Mapping[str, Any]]:
    """The entries that say how progress is measured, those of a group one by one."""
    found = []
    for each in entries(topic.keys.get("progress_calculation_options")):
        found += entries(each["group"]) if "group" in each else [each]
    return found


def is_about(entry: Mapping[str, Any], of: Series) -> bool:
    """Whether an entry that may be limited to a series or a unit is about this one."""
    series, unit = (text_of(entry.get(key)).rpartition(".")[2] for key in ("series", "unit"))
    return series in ("", of.series.rpartition(".")[2]) and unit in ("", of.named.rpartition(".")[2])


def _of_the_graph(data: Repository, topic: Topic, of: Series) -> Said:
    """The title of the chart of just this series, where the form has one."""
    data.used.add("graph_titles")
    for each in entries(topic.keys.get("graph_titles")):
        if (each.get("series") or each.get("unit")) and is_about(each, of):
            return data.words.says(each.get("title"), topic.file("graph_titles"))
    return {}


def _from_file(data: Repository, topic: Topic) -> Said:
    file = topic.sheet.file if topic.sheet else topic.file()
    return worded(
        data.words.languages, N_("Taken over from {file} of the data set {name}."), file=file, name=data.folder
    )
