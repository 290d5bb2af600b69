"""Reads messages of SDMX: the figures of data messages, with what structure messages say of their columns.

What SDMX says of a figure is taken over; what it has no place for (direction, accumulation) is asked for, and answered
beforehand where annotations of this program say it. Where these have a whole plan, it comes back as it was.
Confidential figures are never taken over.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from plan_metrics.adopt.code_names import (
    CodeNames,
    groups_of,
    keys_of_indicators,
    parents_of,
    with_text,
    with_the_whole,
)
from plan_metrics.adopt.foreign_files import MOST_DEEP, Keys, in_size, json_of, keys, no_data, read_file, xml_of
from plan_metrics.adopt.long_table import each_once, has_figures, languages_or_source, topics_of
from plan_metrics.adopt.open_sdg import Repository, Topic
from plan_metrics.adopt.own_package import Returned
from plan_metrics.adopt.own_sdmx import is_own, own_project
from plan_metrics.adopt.sdmx_messages import Data, of_csv, of_json
from plan_metrics.adopt.sdmx_ml import of_xml
from plan_metrics.adopt.sdmx_structures import Flow, Structures, in_json
from plan_metrics.adopt.tables import text_in
from plan_metrics.adopt.told import Told
from plan_metrics.adopt.words import Said, Vocabulary
from plan_metrics.errors import N_, Fault, FaultError, check_faults
from plan_metrics.languages import code_of

OF_A_STRUCTURE = ("codelists", "dataStructures", "dataflows", "conceptSchemes")
OF_DATA = ("data", "meta", "errors", "dataSets", "structure", "structures", "header", "$schema")
FREQUENCY, ACTION = "FREQ", "PLAN_ACTION"


def read_messages(files: Sequence[Path], languages: Sequence[str] = (), encoding: str = "") -> Repository | Returned:
    """The data set of these files: data messages, and structure messages in any order; what this program exported as
    the project that it was.

    Its languages are those that most names are in, unless some are given; tables may be in this `encoding`. Raises
    `FaultError` for a file that is no message, and where no message has figures.
    """
    told, structures = Told(), Structures()
    data: list[Data] = []
    faults: list[Fault] = []
    for file in files:
        try:
            data += _read(file, structures, told, encoding)
        except FaultError as error:
            faults += error.faults
    check_faults(faults)
    if not any(has_figures(each.sheet) for each in data):
        raise no_data(files[0].name, N_("no data message with the columns TIME_PERIOD and OBS_VALUE"))
    if is_own(structures):
        return own_project(structures, data, told)
    flows = {each.flow: structures.flow(each.flow) for each in data}
    lists = _lists(data, flows.values())
    spoken = languages or _most_spoken(lists) or languages_or_source((), files[0].name, told)
    lists = {column: each.spoken(spoken) for column, each in lists.items()}
    named = {id: CodeNames(flow.title).spoken(spoken).title for id, flow in flows.items() if flow}
    texts = keys_of_indicators(lists) | {id: {"indicator_name": said} for id, said in named.items() if said}
    topics: list[Topic] = []
    for each in data:
        if has_figures(each.sheet):
            found = topics_of(each.sheet, told, each.flow or each.sheet.file, texts)
            topics += [_under(topic, each.flow, named.get(each.flow, {}), lists) for topic in found]
        else:
            told.note(each.sheet.file, "unread", N_("a table without columns of periods and values"))
    answers = _answers(flows.values())
    once = with_the_whole(each_once(topics, told), lists, told, answers.get(("plan", "", "whole"), ""))
    aside = {column for each in data for column in each.attributes} | {
        column for flow in flows.values() if flow for column in flow.attributes
    }
    groups = groups_of(lists, spoken)
    for code, text in next((said for said in named.values() if said), {}).items():
        groups[code]["custom"] = {"site_title": text}
    declared = {column for flow in flows.values() if flow for column in flow.columns} - aside - {FREQUENCY}
    columns = {"non_disaggregation_columns": sorted(aside), "disaggregation_columns": sorted(declared)}
    config = {"indicator_options": columns}
    return Repository(
        files[0].parent, files[0].stem, config, Vocabulary(spoken, told, groups), once, told,
        parents=parents_of(lists), answers=_frequencies(once) | answers, guessed=True,
    )  # fmt: skip


def _under(topic: Topic, flow: str, title: Said, lists: Mapping[str, CodeNames]) -> Topic:
    """An indicator under the action of ours that its rows name, else under its flow."""
    codes = topic.sheet.cells(ACTION) if topic.sheet else set()
    goal = codes.pop() if len(codes) == 1 else flow
    said = lists.get(ACTION, CodeNames()).names.get(goal) or title
    for key, id in (("goal_name", "sdg_goal"), ("target_name", "target_id")):
        topic = with_text(topic, key, said or {"": goal}, **{id: goal})
    return topic


def _read(file: Path, structures: Structures, told: Told, encoding: str) -> list[Data]:
    """The figures of a file; what is a structure is added to the others."""
    raw = read_file(file, file.name)
    begins = raw.lstrip(b"\xef\xbb\xbf\xff\xfe\0 \t\r\n")[:1]
    if begins in (b"{", b"<"):
        told.of_observations.add(file.name)
        in_size(raw, file.name, MOST_DEEP)
    if begins == b"<":
        root = xml_of(raw, file.name)
        if root.tag != "Structure":
            return list(of_xml(root, file.name, told))
        structures.add(found := in_json(root), file.name)
        _tell_others(found, file.name, told)
    elif begins == b"{":
        message = keys(json_of(raw, file.name))
        inner = keys(message.get("data")) or message
        if any(inner.get(key) for key in OF_A_STRUCTURE):
            structures.add(message, file.name)
        _tell_others(inner, file.name, told)
        if inner.get("dataSets"):
            return list(of_json(message, file.name, told))
        if not any(inner.get(key) for key in OF_A_STRUCTURE):
            raise no_data(file.name, N_("JSON that is neither a data message nor a structure message of SDMX"))
    else:
        return list(of_csv(text_in(raw, file.name, encoding), file.name, told))
    return []


def _tell_others(message: Keys, name: str, told: Told) -> None:
    """Tell of the parts of a message that nothing is made of."""
    for key in message.keys() - {*OF_A_STRUCTURE, *OF_DATA}:
        told.note(name, "not used", N_("a key that nothing here is made of"), str(key)[:80])


def _lists(data: Iterable[Data], flows: Iterable[Flow | None]) -> dict[str, CodeNames]:
    """What is said of each column: by its structure, and by the messages of codes that the structure lacks."""
    found: dict[str, CodeNames] = {}
    for columns in (*(flow.columns for flow in flows if flow), *(each.columns for each in data)):
        for column, each in columns.items():
            known = found.get(column, CodeNames())
            found[column] = CodeNames(
                known.title or each.title,
                {**each.names, **known.names},
                {**each.about, **known.about},
                {**each.parents, **known.parents},
            )
    return found


def _most_spoken(lists: Mapping[str, CodeNames]) -> list[str]:
    """The languages in which half as many names are as in that with most, which comes first."""
    said: Iterable[Said] = (names for each in lists.values() for names in (each.title, *each.names.values()))
    counts = Counter(code for names in said for code in names if code)
    most = max(counts.values(), default=0)
    return [code for code, n in counts.most_common() if 2 * n >= most and code_of(code)]


def _answers(flows: Iterable[Flow | None]) -> dict[tuple[str, str, str], str]:
    return {key: value for flow in flows if flow for key, value in flow.answers.items()}


def _frequencies(topics: Iterable[Topic]) -> dict[tuple[str, str, str], str]:
    """How often each indicator comes, where all its rows have the same code of it."""
    codes = {topic.id: topic.sheet.cells(FREQUENCY) for topic in topics if topic.sheet is not None}
    return {("indicator", id, "frequency"): each.pop() for id, each in codes.items() if len(each) == 1}
