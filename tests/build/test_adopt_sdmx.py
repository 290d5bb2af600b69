"""`plan-metrics init NEW --from sdmx`: data messages of SDMX with their structures, and what they have no place for.

The country, its wells and every figure are invented; the expected values are read off the texts here by hand.
"""

from __future__ import annotations

import csv
import datetime as dt
import json
from collections.abc import Iterable
from pathlib import Path

import pytest

from plan_metrics import read_project
from plan_metrics.adopt.project import Adopted, adopt
from plan_metrics.adopt.sdmx import read_messages
from plan_metrics.cli import main
from plan_metrics.creation.create import create_project
from plan_metrics.errors import FaultError

TESTS = Path(__file__).parents[1]
TODAY = dt.date(2026, 11, 30)
CODES = {
    "CL_INDICATOR": {"WELLS": ("Wells", "Puits"), "DRY": ("Dry wells", "Puits secs")},
    "CL_AREA": {"L": ("Land", "Pays"), "N": ("North", "Nord"), "N1": ("Hill", "Colline"), "S": ("South", "Sud")},
    "CL_SEX": {"_T": ("Total", "Total"), "F": ("Female", "Femmes")},
    "CL_UNIT": {"NB": ("number", "nombre")},
}
PARENTS = {"N": "L", "N1": "N", "S": "L"}
DIMENSIONS = {"FREQ": "", "INDICATOR": "CL_INDICATOR", "REF_AREA": "CL_AREA", "SEX": "CL_SEX"}
ATTRIBUTES = {
    "UNIT_MEASURE": "CL_UNIT",
    "UNIT_MULT": "",
    "OBS_STATUS": "",
    "DECIMALS": "",
    "CONF_STATUS": "",
    "METHOD": "",
}

HEADER = f"STRUCTURE,STRUCTURE_ID,ACTION,{','.join(DIMENSIONS)},TIME_PERIOD,OBS_VALUE,{','.join(ATTRIBUTES)}\n"
ROWS = (
    "A,WELLS,L,_T,2020,12,NB,0,A,1,F,x",
    "A,WELLS,L,_T,2021,13.5,NB,0,P,1,F,",
    "A,WELLS,N,_T,2021,5,NB,0,A,,,",
    "A,WELLS,N1,F,2021,2,NB,0,A,,,",
    "A,WELLS,S,_T,2021,9,NB,0,A,,C,",
    "A,WELLS,S,_T,2020,,NB,0,M,,,",
    "A,DRY,L,_T,2021-S1,1,NB,0,A,,,",
    "A,DRY,L,_T,2021-04-01/P9M,3,NB,0,A,,,",
)
CSV = HEADER + "".join(f"dataflow,X:WATER(1.0),I,{row}\n" for row in ROWS)
OLD_CSV = HEADER.replace("STRUCTURE,STRUCTURE_ID,ACTION", "DATAFLOW") + "".join(f"X:WATER(1.0),{row}\n" for row in ROWS)


def in_two(names: tuple[str, str]) -> dict[str, object]:
    """Names as SDMX-JSON has them."""
    return {"name": names[0], "names": dict(zip(("en", "fr"), names, strict=True))}


def urn(kind: str, name: str, item: str = "") -> str:
    """A reference of SDMX 3.0."""
    return f"urn:sdmx:org.sdmx.infomodel.{kind}=X:{name}(1.0){item}"


def components(listed: dict[str, str]) -> list[dict[str, object]]:
    """The components of a structure in JSON."""
    return [
        {"id": id, "conceptIdentity": urn("conceptscheme.Concept", "CS", f".{id}"),
         "localRepresentation": {"enumeration": urn("codelist.Codelist", of)} if of else {}}
        for id, of in listed.items()
    ]  # fmt: skip


def in_json() -> bytes:
    """The structure in SDMX-JSON."""
    lists = [
        {"id": of, "agencyID": "X", "version": "1.0",
         "codes": [{"id": id, **in_two(names), **({"parent": PARENTS[id]} if id in PARENTS else {})}
                   for id, names in codes.items()]}
        for of, codes in CODES.items()
    ]  # fmt: skip
    parts = {
        "dimensionList": {"dimensions": components(DIMENSIONS), "timeDimension": {"id": "TIME_PERIOD"}},
        "measureList": {"measures": [{"id": "OBS_VALUE"}]},
        "attributeList": {"attributes": components(ATTRIBUTES)},
    }
    concepts = [{"id": "SEX", **in_two(("Sex", "Sexe"))}]
    flow = {"id": "WATER", **in_two(("Water", "Eau")), "structure": urn("datastructure.DataStructure", "DSD")}
    return json.dumps({
        "data": {"codelists": lists, "conceptSchemes": [{"id": "CS", "concepts": concepts}],
                 "dataStructures": [{"id": "DSD", "dataStructureComponents": parts}], "dataflows": [flow]},
    }).encode()  # fmt: skip


def in_xml(old: bool) -> bytes:
    """The same in SDMX-ML, 2.1 or 3.0, which refer to others in different ways."""

    def names(said: tuple[str, str]) -> str:
        return "".join(
            f'<c:Name xml:lang="{tag}">{text}</c:Name>' for tag, text in zip(("en", "fr"), said, strict=True)
        )

    def refers(tag: str, kind: str, name: str, item: str = "") -> str:
        if not old:
            return f"<s:{tag}>{urn(kind, name, item and f'.{item}')}</s:{tag}>"
        parts = f'maintainableParentID="{name}" id="{item}"' if item else f'id="{name}"'
        return f'<s:{tag}><Ref {parts} agencyID="X" version="1.0"/></s:{tag}>'

    def code(id: str, said: tuple[str, str]) -> str:
        above = PARENTS.get(id, "")
        ref = f'<Ref id="{above}"/>' if old else above
        return f'<s:Code id="{id}">{names(said)}{f"<s:Parent>{ref}</s:Parent>" if above else ""}</s:Code>'

    def part(tag: str, id: str, of: str) -> str:
        listed = f"<s:LocalRepresentation>{refers('Enumeration', 'codelist.Codelist', of)}</s:LocalRepresentation>"
        concept = refers("ConceptIdentity", "conceptscheme.Concept", "CS", id)
        return f'<s:{tag} id="{id}">{concept}{listed if of else ""}</s:{tag}>'

    listed = {of: "".join(code(*each) for each in codes.items()) for of, codes in CODES.items()}
    lists = "".join(
        f'<s:Codelist id="{of}" agencyID="X" version="1.0">{codes}</s:Codelist>' for of, codes in listed.items()
    )
    dimensions = "".join(part("Dimension", *each) for each in DIMENSIONS.items()) + part(
        "TimeDimension", "TIME_PERIOD", ""
    )
    attributes = "".join(part("Attribute", *each) for each in ATTRIBUTES.items())
    measure = part("PrimaryMeasure" if old else "Measure", "OBS_VALUE", "")
    flow = names(("Water", "Eau")) + refers("Structure", "datastructure.DataStructure", "DSD")
    return (
        '<?xml version="1.0"?><m:Structure xmlns:m="m" xmlns:s="s" xmlns:c="c"><m:Structures>'
        f'<s:Dataflows><s:Dataflow id="WATER">{flow}</s:Dataflow></s:Dataflows><s:Codelists>{lists}</s:Codelists>'
        f'<s:Concepts><s:ConceptScheme id="CS"><s:Concept id="SEX">{names(("Sex", "Sexe"))}</s:Concept>'
        '</s:ConceptScheme></s:Concepts><s:DataStructures><s:DataStructure id="DSD"><s:DataStructureComponents>'
        f"<s:DimensionList>{dimensions}</s:DimensionList><s:MeasureList>{measure}</s:MeasureList>"
        f"<s:AttributeList>{attributes}</s:AttributeList></s:DataStructureComponents></s:DataStructure>"
        "</s:DataStructures></m:Structures></m:Structure>"
    ).encode()


def message(series: bool) -> bytes:
    """The data in SDMX-JSON: 1.0 by series, with their attributes, or 2.0 with all keys in a flat list."""
    rows = [
        dict(zip([*DIMENSIONS, "TIME_PERIOD", "OBS_VALUE", *ATTRIBUTES], row.split(","), strict=True)) for row in ROWS
    ]
    dimensions = [*DIMENSIONS, "TIME_PERIOD"]
    values = {id: list(dict.fromkeys(row[id] for row in rows if row[id])) for id in (*dimensions, *ATTRIBUTES)}

    def listed(*ids: str) -> list[dict[str, object]]:
        return [{"id": id, "values": [{"id": value} for value in values[id]]} for id in ids]

    def place(row: dict[str, str], id: str) -> int | None:
        return values[id].index(row[id]) if row[id] else None

    if series:
        own = ["UNIT_MEASURE", "UNIT_MULT"]
        others = [id for id in ATTRIBUTES if id not in own]
        found: dict[str, dict[str, object]] = {}
        for row in rows:
            key = ":".join(str(place(row, id)) for id in DIMENSIONS)
            one = found.setdefault(key, {"attributes": [place(row, id) for id in own], "observations": {}})
            value = float(row["OBS_VALUE"]) if row["OBS_VALUE"] else None
            one["observations"][str(place(row, "TIME_PERIOD"))] = [value, *(place(row, id) for id in others)]
        structure = {"dimensions": {"series": listed(*DIMENSIONS), "observation": listed("TIME_PERIOD")},
                     "attributes": {"series": listed(*own), "observation": listed(*others)}}  # fmt: skip
        return json.dumps({"data": {"structure": structure, "dataSets": [{"series": found}]}}).encode()
    keys = {
        ":".join(str(place(row, id)) for id in dimensions): [
            row["OBS_VALUE"] or None,
            *(place(row, id) for id in ATTRIBUTES),
        ]
        for row in rows
    }
    structure = {"dimensions": {"observation": listed(*dimensions)}, "measures": {"observation": [{"id": "OBS_VALUE"}]},
                 "attributes": {"observation": listed(*ATTRIBUTES)},
                 "links": [{"rel": "dataflow", "urn": urn("datastructure.Dataflow", "WATER")}]}  # fmt: skip
    return json.dumps(
        {"data": {"structures": [structure], "dataSets": [{"structure": 0, "observations": keys}]}}
    ).encode()


def data_in_xml(generic: bool, flat: bool = False) -> bytes:
    """The data in SDMX-ML 2.1: with an element for each value, or as attributes; `flat` without series."""
    rows = [
        dict(zip([*DIMENSIONS, "TIME_PERIOD", "OBS_VALUE", *ATTRIBUTES], row.split(","), strict=True)) for row in ROWS
    ]
    rows = [{id: cell for id, cell in row.items() if cell} for row in rows]

    def values(row: dict[str, str], ids: Iterable[str]) -> str:
        return "".join(f'<g:Value id="{id}" value="{row[id]}"/>' for id in ids if id in row)

    def told(row: dict[str, str], ids: Iterable[str]) -> str:
        return " ".join(f'{id}="{row[id]}"' for id in ids if id in row)

    last = ("TIME_PERIOD", "OBS_VALUE", *ATTRIBUTES)
    if not generic:
        own = (*DIMENSIONS, *last) if flat else last
        inner = [f"<Obs {told(row, own)}/>" for row in rows]
        found = "".join(
            one if flat else f"<Series {told(row, DIMENSIONS)}>{one}</Series>"
            for row, one in zip(rows, inner, strict=True)
        )
    else:
        found = "".join(
            f"<g:Series><g:SeriesKey>{values(row, DIMENSIONS)}</g:SeriesKey><g:Obs>"
            f'<g:ObsDimension value="{row["TIME_PERIOD"]}"/>'
            + (f'<g:ObsValue value="{row["OBS_VALUE"]}"/>' if "OBS_VALUE" in row else "")
            + f"<g:Attributes>{values(row, ATTRIBUTES)}</g:Attributes></g:Obs></g:Series>"
            for row in rows
        )
    usage = '<c:StructureUsage><Ref agencyID="X" id="WATER" version="1.0"/></c:StructureUsage>'
    head = (
        f'<m:Header><m:Structure structureID="S" dimensionAtObservation="TIME_PERIOD">{usage}</m:Structure></m:Header>'
    )
    of = 'structureRef="S"' if generic else 's:structureRef="S" s:action="Replace"'
    return (
        f'<?xml version="1.0"?><m:Data xmlns:m="m" xmlns:s="s" xmlns:c="c" xmlns:g="g">{head}'
        f"<m:DataSet {of}>{found}</m:DataSet></m:Data>"
    ).encode()


V2 = "http://www.SDMX.org/resources/SDMXML/schemas/v2_0"
V3 = "http://www.sdmx.org/resources/sdmxml/schemas/v3_0"


def structure_in_2_0() -> bytes:
    """The structure in SDMX-ML 2.0: the names of codes are descriptions, a structure is a key family."""

    def names(said: tuple[str, str], tag: str = "Name") -> str:
        return "".join(
            f'<s:{tag} xml:lang="{code}">{text}</s:{tag}>' for code, text in zip(("en", "fr"), said, strict=True)
        )

    def code(id: str, said: tuple[str, str]) -> str:
        above = f' parentCode="{PARENTS[id]}"' if id in PARENTS else ""
        return f'<s:Code value="{id}"{above}>{names(said, "Description")}</s:Code>'

    lists = "".join(
        f'<s:CodeList id="{of}" agencyID="X">{"".join(code(*each) for each in codes.items())}</s:CodeList>'
        for of, codes in CODES.items()
    )

    def part(tag: str, id: str, of: str) -> str:
        return f'<s:{tag} conceptRef="{id}"{f""" codelist="{of}" """ if of else ""}/>'

    parts = "".join(part("Dimension", *each) for each in DIMENSIONS.items()) + part("TimeDimension", "TIME_PERIOD", "")
    parts += part("PrimaryMeasure", "OBS_VALUE", "") + "".join(part("Attribute", *each) for each in ATTRIBUTES.items())
    flow = f"{names(('Water', 'Eau'))}<s:KeyFamilyRef><s:KeyFamilyID>DSD</s:KeyFamilyID></s:KeyFamilyRef>"
    return (
        f'<?xml version="1.0"?><Structure xmlns="{V2}/message" xmlns:s="{V2}/structure"><Header><ID>t</ID></Header>'
        f'<Dataflows><s:Dataflow id="WATER" agencyID="X">{flow}</s:Dataflow></Dataflows><CodeLists>{lists}</CodeLists>'
        f'<Concepts><s:Concept id="SEX">{names(("Sex", "Sexe"))}</s:Concept></Concepts>'
        f'<KeyFamilies><s:KeyFamily id="DSD" agencyID="X"><s:Components>{parts}</s:Components></s:KeyFamily>'
        "</KeyFamilies></Structure>"
    ).encode()


def data_in_2_0(generic: bool) -> bytes:
    """The data in SDMX-ML 2.0: generic, with a series within its group, or compact, with attributes of a group."""
    columns = [*DIMENSIONS, "TIME_PERIOD", "OBS_VALUE", *ATTRIBUTES]
    rows = [dict(zip(columns, row.split(","), strict=True)) for row in ROWS]

    def values(row: dict[str, str], ids: Iterable[str]) -> str:
        return "".join(f'<g:Value concept="{id}" value="{row[id]}"/>' for id in ids if row[id])

    def told(row: dict[str, str], ids: Iterable[str]) -> str:
        return " ".join(f'{id}="{row[id]}"' for id in ids if row[id])

    if generic:
        series = [
            f"<g:Series><g:SeriesKey>{values(row, DIMENSIONS)}</g:SeriesKey>"
            f"<g:Obs><g:Time>{row['TIME_PERIOD']}</g:Time>"
            + (f'<g:ObsValue value="{row["OBS_VALUE"]}"/>' if row["OBS_VALUE"] else "")
            + f"<g:Attributes>{values(row, ATTRIBUTES)}</g:Attributes></g:Obs></g:Series>"
            for row in rows
        ]
        key = f"<g:GroupKey>{values(rows[0], ['INDICATOR', 'REF_AREA'])}</g:GroupKey>"
        inner = f'<g:KeyFamilyRef>DSD</g:KeyFamilyRef><g:Group type="Sibling">{key}{"".join(series[:2])}</g:Group>'
        return (
            f'<?xml version="1.0"?><GenericData xmlns="{V2}/message" xmlns:g="{V2}/generic"><Header><ID>d</ID></Header>'
            f"<DataSet>{inner}{''.join(series[2:])}</DataSet></GenericData>"
        ).encode()
    own = [id for id in ("TIME_PERIOD", "OBS_VALUE", *ATTRIBUTES) if id != "UNIT_MEASURE"]
    found = "".join(f"<k:Series {told(row, DIMENSIONS)}><k:Obs {told(row, own)}/></k:Series>" for row in rows)
    group = '<k:SiblingGroup SEX="_T" UNIT_MEASURE="NB"/><k:SiblingGroup SEX="F" UNIT_MEASURE="NB"/>'
    return (
        f'<?xml version="1.0"?><CompactData xmlns="{V2}/message" xmlns:k="urn:sdmx:X:DSD:compact"><Header><ID>d</ID>'
        f"</Header><k:DataSet>{group}{found}</k:DataSet></CompactData>"
    ).encode()


def data_in_3_0() -> bytes:
    """The data in SDMX-ML 3.0, structure-specific, with an attribute of many figures and one of several values."""
    columns = [*DIMENSIONS, "TIME_PERIOD", "OBS_VALUE", *ATTRIBUTES]
    rows = [dict(zip(columns, row.split(","), strict=True)) for row in ROWS]

    def told(row: dict[str, str], ids: Iterable[str]) -> str:
        return " ".join(f'{id}="{row[id]}"' for id in ids if row[id])

    own = [id for id in ("TIME_PERIOD", "OBS_VALUE", *ATTRIBUTES) if id not in ("UNIT_MEASURE", "METHOD")]
    several = '<Comp id="METHOD"><Value>x</Value><Value>y</Value></Comp>'
    series = "".join(f"<Series {told(row, DIMENSIONS)}><Obs {told(row, own)}>{several}</Obs></Series>" for row in rows)
    usage = f"<c:StructureUsage>{urn('datastructure.Dataflow', 'WATER')}</c:StructureUsage>"
    head = f'<m:Structure structureID="S" namespace="urn:x" dimensionAtObservation="TIME_PERIOD">{usage}</m:Structure>'
    return (
        f'<?xml version="1.0"?><m:StructureSpecificData xmlns:m="{V3}/message" xmlns:c="{V3}/common" '
        f'xmlns:s="{V3}/data/structurespecific"><m:Header>{head}</m:Header><m:DataSet s:structureRef="S" '
        f's:dataScope="DataStructure" action="Replace"><Atts FREQ="A" UNIT_MEASURE="NB"/>{series}</m:DataSet>'
        "</m:StructureSpecificData>"
    ).encode()


def made(folder: Path, today: dt.date = TODAY, **files: bytes) -> Adopted:
    """The project of these files, in this order."""
    folder.mkdir(exist_ok=True)
    for name, content in files.items():
        (folder / name).write_bytes(content)
    return adopt(read_messages([folder / name for name in files]), today)


def shown(adopted: Adopted) -> list[tuple[str, ...]]:
    """The figures that are used, by code."""
    return sorted(
        (each.of.topic, each.region, *each.codes.values(), each.period, each.value, each.flag)
        for each in adopted.figures
        if each.reason is None
    )


FIGURES = sorted([
    ("WELLS", "WHOLE", "2020", "12.0", "A"), ("WELLS", "WHOLE", "2021", "13.5", "P"), ("WELLS", "N", "2021", "5", "A"),
    ("WELLS", "N1", "F", "2021", "2", "A"), ("WELLS", "S", "2021", "", "Q"), ("WELLS", "S", "2020", "", "M"),
    ("DRY", "WHOLE", "2021-H1", "1", "A"), ("DRY", "WHOLE", "2021-04/2021-12", "3", "A"),
])  # fmt: skip


@pytest.mark.parametrize(
    "structure_of",
    [in_json, lambda: in_xml(True), lambda: in_xml(False), structure_in_2_0],
    ids=["json", "2.1", "3.0", "2.0"],
)
def test_a_structure_says_the_same_in_every_form(tmp_path, structure_of):
    """Names in both languages, what lies in what, which columns are attributes, what figures are broken down by."""
    found = made(tmp_path, data=CSV.encode(), structure=structure_of())
    assert shown(found) == FIGURES
    assert found.languages == ("en", "fr")
    assert found.title == {"en": "Water", "fr": "Eau"}
    assert {each.code: (each.parent, each.title["fr"]) for each in found.areas.parts} == {
        "N": ("WHOLE", "Nord"), "N1": ("N", "Colline"), "S": ("WHOLE", "Sud"),
    }  # fmt: skip
    assert len({each.level for each in found.areas.parts}) == 2
    ((sex,),) = [found.dimensions]
    assert (sex.id, sex.title, sex.titles["F"]["fr"]) == ("sex", {"en": "Sex", "fr": "Sexe"}, "Femmes")
    assert {each.of.topic: each.title["en"] for goal in found.goals for each in goal.indicators["WATER"]} == {
        "DRY": "Dry wells", "WELLS": "Wells",
    }  # fmt: skip


@pytest.mark.parametrize(
    "data", [OLD_CSV.encode(), OLD_CSV.replace(",", ";").encode(), message(True), message(False),
             data_in_xml(True), data_in_xml(False), data_in_xml(False, True), data_in_2_0(True), data_in_2_0(False),
             data_in_3_0()],
    ids=["csv 1.0", "semicolons", "json 1.0", "json 2.0", "xml generic", "xml", "xml flat", "2.0 generic",
         "2.0 compact", "3.0"],
)  # fmt: skip
def test_a_data_message_says_the_same_in_every_form(tmp_path, data):
    """CSV, JSON and XML, by series and flat: the same figures; numbers of JSON may have a point more."""
    found = shown(made(tmp_path, structure=in_json(), data=data))
    assert [tuple(cell.removesuffix(".0") for cell in row) for row in found] == [
        tuple(cell.removesuffix(".0") for cell in row) for row in FIGURES
    ]


def test_a_dimension_of_the_structure_stays_one_whatever_its_name(tmp_path):
    """NATURE is an attribute where nobody says otherwise; as a dimension it tells figures apart."""
    files = {"data": CSV.encode(), "structure": in_json()}
    renamed = {name: content.replace(b"SEX", b"NATURE") for name, content in files.items()}
    assert shown(made(tmp_path, **renamed)) == FIGURES


FISCAL = CSV.replace("TIME_PERIOD,", "TIME_PERIOD,REPORTING_YEAR_START_DAY,").replace(",2021-S1,", ",2021-S1,--04-01,")
FISCAL = "\n".join(line if "--" in line or "START" in line else line.replace(",2021", ",2021-A1,--04-01").replace(
    ",2020", ",2020,") for line in FISCAL.split("\n"))  # fmt: skip


def test_reporting_years_begin_where_the_message_says(tmp_path):
    """2021-A1 from April on is no calendar year, and the first half of it ends in September."""
    periods = {(each.of.topic, each.period) for each in made(tmp_path, d=FISCAL.encode(), s=in_json()).figures}
    assert {("WELLS", "2021-04/2022-03"), ("DRY", "2021-04/2021-09"), ("WELLS", "2020")} <= periods


def test_what_is_deleted_is_no_figure_and_cross_sections_are_refused(tmp_path):
    """A data set with the action Delete takes figures out of another one; one without series says how to get others."""
    deleted = data_in_3_0().replace(b'"Replace"', b'"Delete"')
    found = made(tmp_path, structure=in_json(), deleted=deleted, data=data_in_2_0(True))
    assert ("deleted", "refused") in {key[:2] for key in found.data.told.counts}
    assert {each.file for each in found.figures} == {"data"}
    (tmp_path / "x").write_bytes(data_in_2_0(True).replace(b"GenericData", b"CrossSectionalData"))
    with pytest.raises(FaultError) as error:
        read_messages([tmp_path / "x"])
    (fault,) = error.value.faults
    assert (fault.rule, fault.values["message"]) == ("other_form", "CrossSectionalData")


def test_labels_beside_codes_are_their_names(tmp_path):
    """As SDMX-CSV has them where it is asked for both; without a structure what is assumed of the columns is told."""
    text = "DATAFLOW,INDICATOR: What,SEX: Sex,TIME_PERIOD: Time,OBS_VALUE\nX:W(1.0): W,A: Wells,F: Women,2020: 2020,1\n"
    found = made(tmp_path, data=text.encode())
    assert found.dimensions[0].titles == {"F": {"en": "Women"}}
    assert found.goals[0].indicators["W"][0].title == {"en": "Wells"}
    assert {(kind, column) for _, kind, column, reason in found.data.told.counts if "broken down" in reason.text} == {
        ("assumed", "SEX")
    }


def test_multipliers_and_confidential_figures(tmp_path):
    """A power of ten is a part of the unit; a confidential value is nowhere, not even among the figures not used."""
    keys = "dataflow,X:WATER(1.0),I,A,WELLS,L,_T"
    rows = f"{keys},2020,7654321,NB,3,A,,C,\n{keys},2021,8,NB,3,A,,,\n"
    base = create_project(tmp_path / "new", adopted=made(tmp_path / "in", s=in_json(), d=(HEADER + rows).encode()))
    assert "NB ×10^3" in read_project(base).plan.units
    assert not [file for file in base.rglob("*") if file.is_file() and b"7654321" in file.read_bytes()]
    with (base / "data" / "adopted.csv").open(encoding="utf-8-sig", newline="") as stream:
        said = {(row["what"], row["lines"]) for row in csv.DictReader(stream)}
    assert ("a confidential figure (C)", "2") in said


def test_the_same_structure_in_several_files_is_one(tmp_path):
    """In whatever forms of SDMX it is given twice; what only one of the files says is taken too."""
    message = json.loads(in_json())
    lists = message["data"]["codelists"]
    lists[0]["codes"], lists[1]["codes"] = lists[0]["codes"][:1], lists[1]["codes"][1:]
    part = json.dumps(message).encode()
    assert (
        shown(made(tmp_path, data=CSV.encode(), a=part, b=in_json(), c=in_xml(True), d=structure_in_2_0())) == FIGURES
    )


@pytest.mark.parametrize(
    ("old", "new", "column", "now"),
    [
        (b"Dry wells", b"Shallow wells", "CL_INDICATOR.DRY", "Shallow wells, Shallow wells"),
        (b'"parent": "N"', b'"parent": "S"', "CL_AREA.N1", "S"),
        (b'"id": "METHOD"', b'"id": "WAY"', "DSD", "attributeList WAY"),
        (b"DSD(1.0)", b"OTHER(1.0)", "WATER", "OTHER"),
        (b"Sexe", b"Genre", "CS.SEX", "Genre"),
    ],
)
def test_two_files_that_say_different_things_of_one_id_are_told(tmp_path, old, new, column, now):
    """A list, a parent, a component, a flow, a concept: the fault names both files, and what each says."""
    files = {"d.csv": CSV.encode(), "a.json": in_json(), "b.json": in_json().replace(old, new)}
    assert files["a.json"] != files["b.json"]
    with pytest.raises(FaultError) as error:
        made(tmp_path, **files)
    (fault,) = error.value.faults
    assert (fault.rule, fault.file, fault.column) == ("two_structures", "b.json", column)
    assert now.startswith(fault.values["now"])
    assert fault.values["other"] == "a.json"


# ---------------------------------------------------------------- what is no message

ENTITIES = "".join(f'<!ENTITY {b} "{f"&{a};" * 10}">' for a, b in zip("abcdefgh", "bcdefghi", strict=True))
LAUGHS = f'<?xml version="1.0"?><!DOCTYPE m [<!ENTITY a "ha">{ENTITIES}]><m>&i;</m>'
OUTSIDE = '<?xml version="1.0"?><!DOCTYPE m [<!ENTITY x SYSTEM "file:///etc/hostname">]><m>&x;</m>'


@pytest.mark.parametrize(
    "content",
    [b"", b"a,b\n1,2\n", b"{", b"[1]", b"{}", b"{" * 200_000, b'{"data": 3}', b"<", b"<a>", b"<a/>", b"<a>" * 100_000,
     LAUGHS.encode(), OUTSIDE.encode(), b'<?xml version="1.0" encoding="x-none"?><a/>', b"<GenericData/>",
     b'{"data": {"dataSets": [{"observations": {"0": [1]}}]}}',
     b'{"data": {"structure": {"dimensions": 3}, "dataSets": [{}]}}',
     b'{"data": {"structure": {"dimensions": {"observation": [{"id": "TIME_PERIOD", "values": [{"id": "2020"}]}]}}, '
     b'"dataSets": [{"observations": {"7": [1]}}]}}',
     b'{"data": {"dataStructures": [3], "codelists": {"id": []}, "dataflows": "x"}}',
     b"DATAFLOW,TIME_PERIOD\nX:W(1.0),2020\n", b'DATAFLOW,TIME_PERIOD,OBS_VALUE\n"x', in_xml(True)],
)  # fmt: skip
def test_what_is_no_message_is_a_fault(tmp_path, content):
    """Broken, endless, a trap or something else: told in three parts, never a traceback, and no entity is expanded."""
    (tmp_path / "x").write_bytes(content)
    with pytest.raises(FaultError) as error:
        read_messages([tmp_path / "x"])
    assert all(fault.file == "x" and fault.found and fault.expected and fault.fix for fault in error.value.faults)


def test_the_command_takes_several_files(tmp_path, capsys):
    """Other forms take one; a file that is not there is a fault; the message counts."""
    (tmp_path / "d.csv").write_text(CSV, "utf-8")
    (tmp_path / "s.xml").write_bytes(in_xml(False))
    new, files = tmp_path / "new", [str(tmp_path / "d.csv"), str(tmp_path / "s.xml")]
    for wrong in (["csv", *files], ["sdmx"], ["sdmx", *files, str(tmp_path / "none")]):
        assert main(["init", str(new), "--language", "en", "--from", *wrong]) == 2
        assert not new.exists()
    capsys.readouterr()
    assert main(["init", str(new), "--language", "en", "--from", "sdmx", *files]) == 0
    assert "indicators 2, figures 8" in capsys.readouterr().out
