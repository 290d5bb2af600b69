"""What a structure message of SDMX says of the columns of a data set: roles, names, lists of codes, annotations.

SDMX-JSON 1.0 and 2.0, SDMX-ML 2.0 to 3.0 (https://sdmx.org/standards): what is in XML is put into the form of JSON.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any
from xml.etree.ElementTree import Element

from plan_metrics.adopt.code_names import CodeNames
from plan_metrics.adopt.foreign_files import Keys, json_of, keys
from plan_metrics.adopt.words import Said
from plan_metrics.adopt.yaml_files import entries
from plan_metrics.errors import N_, Fault, FaultError, check_faults, fault_at
from plan_metrics.export.sdmx_notes import IN_JSON, NOTE
from plan_metrics.languages import SOURCE, code_of

REFERENCE = re.compile(r"=(?:(?P<agency>[^:()]+):)?(?P<id>[^(]+)\((?P<version>[^)]*)\)(?:\.(?P<item>.+))?$")
VALUE = "OBS_VALUE"
LISTS = ("dimensionList", "attributeList", "measureList")


@dataclass(frozen=True)
class Flow:
    """A dataflow: its names, and those of each column with its codes.

    `attributes` are the columns that say nothing of what a figure is about: further measures too. `answers` are those
    to questions of a plan, by list, code and key.
    """

    title: Said
    columns: Mapping[str, CodeNames]
    attributes: frozenset[str]
    answers: Mapping[tuple[str, str, str], str]


@dataclass
class Structures:
    """The artefacts of structure messages: by kind and id."""

    lists: dict[str, Keys] = field(default_factory=dict)
    concepts: dict[str, Keys] = field(default_factory=dict)  # by the ids of scheme and concept, with a point between
    structures: dict[str, Keys] = field(default_factory=dict)
    flows: dict[str, Keys] = field(default_factory=dict)
    files: dict[tuple[str, str], str] = field(default_factory=dict)  # that each is from, by kind and id

    def add(self, message: Keys, file: str) -> None:
        """Take over the artefacts of a message in the form of SDMX-JSON; lists of one id are put together.

        Raises `FaultError` for each annotation that cannot be read, and for each artefact, code or concept that was
        added before and said something else: nobody could say which of the two is meant.
        """
        data = keys(message.get("data")) or message
        faults: list[Fault] = []
        for kind, known in (("dataStructures", self.structures), ("dataflows", self.flows)):
            for each in entries(data.get(kind)):
                faults += self._taken(known, kind, each, "", file)
        for scheme in entries(data.get("conceptSchemes")):
            for each in entries(scheme.get("concepts")):
                faults += self._taken(self.concepts, "conceptSchemes", each, f"{scheme.get('id')}.", file)
        for listed in entries(data.get("codelists")):
            id = str(listed.get("id"))
            codes = {f"{id}.{each.get('id')}": each for each in entries(self.lists.get(id, {}).get("codes"))}
            for each in entries(listed.get("codes")):
                faults += self._taken(codes, "codelists", each, f"{id}.", file)
            self.lists[id] = {**listed, "codes": [*codes.values()]}
        check_faults(faults)

    def _taken(self, known: dict[str, Keys], kind: str, each: Keys, within: str, file: str) -> Iterator[Fault]:
        id = f"{within}{each.get('id')}"
        before = known.get(id, {})
        known[id] = {**each, **before}
        other = self.files.setdefault((kind, id), file)
        try:
            one, two = _meant(before), _meant(each)
        except FaultError as error:
            yield from (replace(fault, file=file, column=f"{within}{fault.file}") for fault in error.faults)
            return
        if differ := [key for key in one if two.get(key, one[key]) != one[key]]:
            texts = (
                N_("“{now}”"),
                N_("“{before}”, which {other} says of the same"),
                N_("Keep one of the two: give one file alone, or take the other out in a copy."),
            )
            now, then = (", ".join(_text(a[key], b[key]) for key in differ)[:200] for a, b in ((two, one), (one, two)))
            yield fault_at("two_structures", file, *texts, column=id, now=now, before=then, other=other)

    def file_of(self, kind: str, id: str) -> str:
        """The file that an artefact of a kind is from; the empty text where none has it."""
        return self.files.get((kind, id), "")

    def of_flow(self, id: str) -> Keys:
        """The parts of the structure of the flow with this id; none where it, or its structure, is not there."""
        named = item_of(self.flows.get(id, {}).get("structure"))[0]
        return keys(self.structures.get(named, {}).get("dataStructureComponents"))

    def flow(self, id: str) -> Flow | None:
        """The flow, or the structure of data, with this id; the only one there is where the id is empty or unknown."""
        flow = self.flows.get(id) or (next(iter(self.flows.values())) if len(self.flows) == 1 else {})
        named = item_of(flow.get("structure"))[0] or id
        structure = self.structures.get(named) or (
            next(iter(self.structures.values())) if len(self.structures) == 1 else None
        )
        if structure is None:
            return None
        parts = keys(structure.get("dataStructureComponents"))
        columns: dict[str, CodeNames] = {}
        answers = {("plan", "", key): value for key, value in _answers(flow).items()}
        attributes = set()
        for role, component in components_of(parts):
            id_of, listed = str(component.get("id")), self._list_of(component)
            columns[id_of] = self._names(component, listed)
            if role == "attributeList" or (role == "measureList" and id_of != VALUE):
                attributes.add(id_of)
            answers |= {("dimension", id_of, key): value for key, value in _answers(component).items()}
            kind = "unit" if id_of.startswith("UNIT") else "indicator"
            for code in entries(listed.get("codes")):
                answers |= {(kind, str(code.get("id")), key): value for key, value in _answers(code).items()}
        return Flow(said(flow or structure), columns, frozenset(attributes), answers)

    def _concept_of(self, component: Keys) -> Keys:
        scheme, item = item_of(component.get("conceptIdentity"))
        return self.concepts.get(f"{scheme}.{item or component.get('id')}", {})

    def _list_of(self, component: Keys) -> Keys:
        concept = self._concept_of(component)
        for representation in (component.get("localRepresentation"), concept.get("coreRepresentation")):
            if listed := self.lists.get(item_of(keys(representation).get("enumeration"))[0]):
                return listed
        return {}

    def _names(self, component: Keys, listed: Keys) -> CodeNames:
        codes = {str(code.get("id")): code for code in entries(listed.get("codes"))}
        return CodeNames(
            said(component) or said(self._concept_of(component)),
            {id: names for id, code in codes.items() if (names := said(code))},
            {id: about for id, code in codes.items() if (about := said(code, "description"))},
            {id: above for id, code in codes.items() if isinstance(above := code.get("parent"), str) and above},
        )


def components_of(parts: Keys) -> Iterator[tuple[str, Keys]]:
    """The components of a structure, each behind the list that it is in."""
    for role in LISTS:
        for value in keys(parts.get(role)).values():
            for each in entries(value):
                yield role, each


def _meant(of: Keys) -> dict[object, Any]:
    """What is read of an artefact, whatever form of SDMX it was in; nothing of what it does not say."""
    parts = components_of(keys(of.get("dataStructureComponents")))
    listed = ((role, str(part.get("id")), enumerated(part)) for role, part in parts)
    above = of.get("parent")
    found: dict[object, Any] = {
        "components": sorted(listed),
        "structure": item_of(of.get("structure"))[0],
        "parent": above if isinstance(above, str) else "",
    }
    found |= {(key, code): text for key in ("name", "description") for code, text in said(of, key).items()}
    found |= {("annotation", key): value for key, value in notes_on(of).items()}
    return {key: value for key, value in found.items() if value}


def _text(value: Any, other: Any) -> str:
    """What an artefact says, in the words of a fault: of components those that the other one does not have."""
    if isinstance(value, list) and isinstance(other, list):
        lacking = [each for each in value if each not in other]
        return (
            ", ".join(" ".join(filter(None, each)) if isinstance(each, tuple) else str(each) for each in lacking) or "–"
        )
    return str(value)


def enumerated(part: Keys) -> str:
    """The id of the list of codes that a component has itself; empty where it has none."""
    return item_of(keys(part.get("localRepresentation")).get("enumeration"))[0]


def notes_on(of: Keys) -> dict[str, Any]:
    """What the annotations that this program wrote say of an artefact, by key: texts, texts by language, values."""
    found: dict[str, Any] = {}
    for each in entries(of.get("annotations")):
        key, value = str(each.get("id")), str(each.get("value") or each.get("title") or "")
        if each.get("type") == NOTE:
            found[key] = dict(keys(each.get("texts"))) or value
        elif each.get("type") == IN_JSON:
            found[key] = json_of(value.encode(), f"{of.get('id')} {key}")
    return found


def _answers(of: Keys) -> dict[str, str]:
    """What they answer of the questions of a plan: a value as the table of questions has it."""
    return {key: value if isinstance(value, str) else json.dumps(value) for key, value in notes_on(of).items()}


def said(of: Keys, key: str = "name") -> Said:
    """The names of an artefact by our language codes: of its names in each language, else the one without any."""
    several = of.get(f"{key}s")
    named = several if isinstance(several, Mapping) else {}
    found = {
        code: text for tag, text in named.items() if isinstance(text, str) and text and (code := code_of(str(tag)))
    }
    alone = of.get(key)
    if not found and isinstance(alone, Mapping):  # as SDMX-JSON 1.0 had it
        return said({f"{key}s": alone}, key)
    return found or ({"": alone} if isinstance(alone, str) and alone else {})


def item_of(urn: object) -> tuple[str, str]:
    """The ids of the artefact and the item that a reference names; empty ones where there is none."""
    found = REFERENCE.search(urn) if isinstance(urn, str) else None
    return (found["id"], found["item"] or "") if found else ("", "")


# ---------------------------------------------------------------- SDMX-ML


def in_json(root: Element) -> dict[str, Any]:
    """A structure message in XML as the same in JSON."""
    found: dict[str, list[Any]] = {"codelists": [], "conceptSchemes": [], "dataStructures": [], "dataflows": []}
    groups = root.findall("Structures/*")
    for each in root.findall("Structures/*/*"):
        match each.tag:
            case "Codelist":
                codes = [_artefact(code) | _parent(code) for code in each.findall("Code")]
                found["codelists"].append(_artefact(each) | {"codes": codes})
            case "ConceptScheme":
                concepts = [_artefact(one) | _representation(one) for one in each.findall("Concept")]
                found["conceptSchemes"].append(_artefact(each) | {"concepts": concepts})
            case "DataStructure":
                found["dataStructures"].append(_artefact(each) | {"dataStructureComponents": _lists(each)})
            case "Dataflow":
                found["dataflows"].append(_artefact(each) | {"structure": reference(each, "Structure")})
            case other:
                found.setdefault(other, [])  # which is not read
    return found | ({} if groups else _of_2_0(root))


def _of_2_0(root: Element) -> dict[str, Any]:
    """A structure message of SDMX-ML 2.0, whose codes have their names as descriptions, and keys for structures."""
    lists = [
        _artefact(each) | {"codes": [_code_of_2_0(code) for code in each.findall("Code")]}
        for each in root.findall("CodeLists/*")
    ]
    concepts = [one for each in root.findall("Concepts/*") for one in (each.findall("Concept") or [each])]
    structures = [
        _artefact(each) | {"dataStructureComponents": _parts_of_2_0(each)} for each in root.findall("KeyFamilies/*")
    ]
    flows = []
    for each in root.findall("Dataflows/*"):
        named = each.findtext("KeyFamilyRef/KeyFamilyID")
        flows.append(_artefact(each) | {"structure": "" if named is None else f"={named.strip()}()"})
    schemes = [{"id": "-", "concepts": [_artefact(one) for one in concepts]}]
    return {"codelists": lists, "conceptSchemes": schemes, "dataStructures": structures, "dataflows": flows}


def _code_of_2_0(code: Element) -> dict[str, Any]:
    names = _artefact(code).get("descriptions", {})
    above = {"parent": code.get("parentCode")} if code.get("parentCode") else {}
    return {"id": code.get("value", ""), "names": names} | above


def _parts_of_2_0(structure: Element) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for part in structure.findall("Components/*"):
        place = {"Attribute": "attributeList", "PrimaryMeasure": "measureList"}.get(part.tag, "dimensionList")
        id, of = part.get("conceptRef", ""), part.get("codelist", "")
        listed = {"localRepresentation": {"enumeration": f"={of}()"}} if of else {}
        if id and part.tag != "Group":
            found.setdefault(place, {"all": []})["all"].append({"id": id, "conceptIdentity": f"=-().{id}"} | listed)
    return found


def _lists(structure: Element) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for each in structure.findall("DataStructureComponents/*"):
        place = f"{each.tag[:1].lower()}{each.tag[1:]}"
        for part in each if place in LISTS else ():
            identity = reference(part, "ConceptIdentity")
            keys_of = {"id": part.get("id") or item_of(identity)[1], "conceptIdentity": identity}
            found.setdefault(place, {"all": []})["all"].append(_artefact(part) | _representation(part) | keys_of)
    return found


def _artefact(of: Element) -> dict[str, Any]:
    found: dict[str, Any] = {"id": of.get("id", "")}
    for tag, key in (("Name", "names"), ("Description", "descriptions")):
        if texts := of.findall(tag):
            found[key] = {text.get("lang", SOURCE): " ".join("".join(text.itertext()).split()) for text in texts}
    notes = []
    for each in of.findall("Annotations/Annotation"):
        named = {"type": "AnnotationType", "title": "AnnotationTitle", "value": "AnnotationValue"}
        said_of = {
            key: "".join(part.itertext()).strip() for key, tag in named.items() for part in each.findall(tag)[-1:]
        }
        texts_of = {text.get("lang", SOURCE): text.text or "" for text in each.findall("AnnotationText")}
        notes.append({"id": each.get("id", "")} | said_of | ({"texts": texts_of} if texts_of else {}))
    return found | ({"annotations": notes} if notes else {})


def _parent(code: Element) -> dict[str, Any]:
    above = code.find("Parent")
    if above is None:
        return {}
    ref = above.find("Ref")
    return {"parent": (above.text or "").strip() if ref is None else ref.get("id", "")}


def _representation(of: Element) -> dict[str, Any]:
    parts = {"localRepresentation": of.find("LocalRepresentation"), "coreRepresentation": of.find("CoreRepresentation")}
    return {key: {"enumeration": reference(part, "Enumeration")} for key, part in parts.items() if part is not None}


def reference(of: Element, tag: str) -> str:
    """What an element refers to, as a URN: SDMX-ML 2.1 has the parts of it as attributes."""
    named = of.find(tag)
    if named is None:
        return ""
    ref = named.find("Ref")
    if ref is None:
        return "".join(named.itertext()).strip()
    above = ref.get("maintainableParentID")
    item = f".{ref.get('id', '')}" if above else ""
    return f"={ref.get('agencyID', '')}:{above or ref.get('id', '')}({ref.get('version', '')}){item}"
