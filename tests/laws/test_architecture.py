"""Rules about the house, kept as tests: who imports whom, how a module is named, how thin a notebook is."""

from __future__ import annotations

import ast
import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
from bilingual import LANGUAGES

from plan_metrics.report.accept import DESK
from plan_metrics.report.engine.keys import BEHIND_PAGES
from plan_metrics.report.engine.slices import KINDS

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "src" / "plan_metrics"
MODULES = sorted(PACKAGE.rglob("*.py"))
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
PAGES = [file for file in NOTEBOOKS if file.stem not in DESK]  # the others make no page

# ---------------------------------------------------------------- who may import whom

FRONT_DOOR = "plan_metrics"  # __init__.py: what a notebook sees
BELOW_REPORT = {
    "errors", "languages", "files", "paths", "terminal", "reading", "waiting", "measure", "plan", "manual",
    "edition", "rows", "analysis.amendments", "context", "analysis.counts", "views", "export", "guard", "receipts",
    "analysis.aims", "analysis.area_share", "analysis.judgement", "analysis.scoreboard", "analysis.change_causes",
    "analysis.method_evidence", "analysis.states", "analysis.regional", "analysis.map_figures", "analysis.peers",
    "analysis.successors", "analysis.scoring", "analysis.breakdown_gaps",
}  # fmt: skip
LAYERED = {"analysis"}  # folders whose modules are rooms of their own: each may import only what its line says
MAY_IMPORT: dict[str, set[str]] = {
    "errors": set(),
    "paths": set(),
    "terminal": {"errors"},
    "reading": {"errors"},
    "languages": {"reading", "paths"},
    "files": {"errors"},
    "waiting": {"errors"},
    "measure": set(),
    "rows": set(),
    "analysis.change_causes": {"rows", "analysis.scoreboard", "analysis.states", "edition", "plan", "measure"},
    "guard": {"paths"},
    "plan": {"languages", "reading", "measure", "errors", "paths"},
    "manual": {"plan", "measure", "paths"},
    "edition": {"languages", "reading", "plan", "rows", "measure", "errors", "files", "waiting", "paths"},
    "analysis": set(),  # its docstring
    "analysis.aims": {"plan", "measure", "rows"},
    "analysis.area_share": {"plan", "edition", "analysis.scoreboard", "measure"},
    "analysis.judgement": {"languages", "plan", "edition", "analysis.aims", "measure", "rows"},
    "analysis.scoreboard": {
        "languages",
        "plan",
        "edition",
        "analysis.aims",
        "analysis.judgement",
        "measure",
        "errors",
        "rows",
    },
    "analysis.states": {"plan", "measure", "rows"},
    "analysis.method_evidence": {
        "plan",
        "edition",
        "analysis.aims",
        "analysis.judgement",
        "analysis.scoreboard",
        "measure",
        "rows",
    },
    "analysis.breakdown_gaps": {"plan", "measure", "rows", "analysis.judgement"},
    "analysis.regional": {"plan", "measure", "rows"},
    "analysis.map_figures": {"measure", "rows"},
    "analysis.peers": {"plan", "analysis.regional"},
    "analysis.successors": {"plan", "measure", "rows"},
    "analysis.scoring": {"plan", "rows", "analysis.states", "measure"},
    "context": {
        "languages",
        "analysis.aims",
        "analysis.peers",
        "analysis.change_causes",
        "plan",
        "edition",
        "analysis.scoreboard",
        "analysis.states",
        "analysis.method_evidence",
        "analysis.scoring",
        "errors",
        "paths",
        "guard",
    },
    "export": {
        "context",
        "edition",
        "errors",
        "files",
        "paths",
        "plan",
        "languages",
        "receipts",
        "rows",
        "analysis.aims",
        "analysis.area_share",
        "analysis.scoreboard",
        "analysis.states",
        "views",
        "measure",
    },
    "analysis.amendments": {"analysis.scoreboard", "reading", "edition", "errors", "paths", "plan", "rows", "waiting"},
    "analysis.counts": {"context", "rows", "analysis.states", "edition", "plan"},
    "creation": {"adopt", "edition", "errors", "files", "languages", "paths", "plan", "reading", "report", "views"},
    "adopt": {"reading", "edition", "errors", "export", "files", "languages", "measure", "paths", "plan", "views"},
    "views": {
        "languages",
        "analysis.amendments",
        "context",
        "analysis.counts",
        "analysis.aims",
        "analysis.area_share",
        "analysis.judgement",
        "rows",
        "analysis.scoreboard",
        "analysis.states",
        "analysis.change_causes",
        "analysis.method_evidence",
        "analysis.regional",
        "analysis.breakdown_gaps",
        "analysis.map_figures",
        "analysis.peers",
        "analysis.successors",
        "analysis.scoring",
        "plan",
        "manual",
        "edition",
        "measure",
        "errors",
        "paths",
        "reading",
    },
    "receipts": {
        "languages",
        "paths",
        "context",
        "analysis.change_causes",
        "analysis.counts",
        "rows",
        "analysis.judgement",
        "analysis.scoreboard",
        "analysis.scoring",
        "analysis.states",
        "views",
        "manual",
        "plan",
        "edition",
        "measure",
        "errors",
    },
    "registers": {
        "analysis.amendments",
        "reading",
        "edition",
        "errors",
        "languages",
        "measure",
        "files",
        "waiting",
        "paths",
        "plan",
        "views",
    },
    "library": {"measure", "views", "context", "edition", "languages", "paths", "plan", "rows", "analysis.scoreboard"},
    FRONT_DOOR: {"context", "desk", "errors", "measure", "library", "views"},
    "report": BELOW_REPORT,
    "verify": {"context", "reading", "errors", "export", "intake", "paths", "receipts", "report", "views", "files"},
    "desk": {"analysis.amendments", "reading", "edition", "errors", "files", "languages", "paths", "plan", "views"},
    "intake": {
        "analysis.amendments",
        "reading",
        "edition",
        "errors",
        "languages",
        "measure",
        "paths",
        "plan",
        "views",
        "files",
    },
    "commands": BELOW_REPORT | {"creation", "adopt", "desk", "intake", "registers", "report", "edition", "verify"},
    "cli": {"languages", "plan", "commands", "errors", "paths", "report", "terminal"},
    "__main__": {"cli"},
}
# Libraries that only one room knows, or two; a name that ends with * stands for all that begin so.
ONLY_IN = {
    "papermill": "report",
    "nbclient": "report",
    "nbformat": "report",
    "jupyter*": "report",
    "sphinx*": "report",
    "yaml": "report or adopt or export",
    "distributed": "report",
    "babel": "views or languages",
    "matplotlib*": "library",
    "xlsxwriter": "export or intake",
    "ibis": "registers",
    "duckdb": "registers",
    "psycopg": "registers",
    "pyspark": "registers",
    "sqlglot": "registers",
    "typst": "report",
    "pikepdf": "report or verify",
    "pypdf": "verify",
    "segno": "report",
    "ipywidgets": "desk",
    "shtab": "commands",
    "watchfiles": "commands",
    "openpyxl": "intake",
    "xlrd": "intake",
    "odf": "intake",
}
MEASURE_LIBRARIES = {*sys.stdlib_module_names, "numpy", "scipy"}


def room_of(module: str) -> str:
    """The room of a module of ours: `plan_metrics.views.charts` lies in `views`, `plan_metrics.analysis.states` in
    `analysis.states`."""
    inner = module.split(".")[1:]
    return ".".join(inner[: 1 + (inner[0] in LAYERED)]) if inner else FRONT_DOOR


def imported(source: str, package: Path) -> list[tuple[int, str]]:
    """Every module that a source imports, wherever in it, with its line; what is imported from the front
    door counts as the room it names, if there is one."""
    rooms = {path.stem for path in package.iterdir() if path.is_dir() or path.suffix == ".py"}
    found = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            found += [(node.lineno, alias.name) for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.level:
            found.append((node.lineno, "." * node.level + (node.module or "")))
        elif isinstance(node, ast.ImportFrom) and node.module == FRONT_DOOR:
            names = [alias.name for alias in node.names]
            found += [(node.lineno, f"{FRONT_DOOR}.{name}" if name in rooms else FRONT_DOOR) for name in names]
        elif isinstance(node, ast.ImportFrom):
            found.append((node.lineno, node.module))
    return found


def breaches(package: Path) -> list[str]:
    """What the modules of a package import against the table, a line each."""
    found = []
    for file in sorted(package.rglob("*.py")):
        inner = file.relative_to(package).with_suffix("").parts
        if inner in {(folder, "__init__") for folder in LAYERED}:
            inner = inner[:1]
        room = FRONT_DOOR if inner == ("__init__",) else room_of(".".join((FRONT_DOOR, *inner)))
        if room not in MAY_IMPORT:
            found.append(f"{file.name}: room {room} is not in the table")
            continue
        for line, name in imported(file.read_text("utf-8"), package):
            if reason := refused(room, name):
                found.append(f"{'/'.join(inner)}:{line} {room} imports {name}: {reason}")
    return found


def refused(room: str, name: str) -> str:
    """Why a room may not import a module; empty where it may."""
    if name.startswith("."):
        return "relative imports hide the room"
    library = name.split(".")[0]
    if library == FRONT_DOOR:
        other = room_of(name)
        if other not in MAY_IMPORT:
            return f"room {other} is not in the table"
        return "" if other == room or other in MAY_IMPORT[room] else "not allowed by the table"
    for pattern, home in ONLY_IN.items():
        same = library.startswith(pattern[:-1]) if pattern.endswith("*") else library == pattern
        if same and room not in home.split(" or "):
            return f"only {home} may"
    if room == "measure" and library not in MEASURE_LIBRARIES:
        return "measure knows the standard library, numpy and scipy only"
    return ""


def test_rooms_import_only_what_the_table_allows():
    """No module of the package imports another room, or another room's library, against the table."""
    assert breaches(PACKAGE) == []


def test_the_table_names_exactly_the_rooms_there_are():
    """A room that is gone leaves the table, and a new one enters it."""
    rooms = {path.stem for path in PACKAGE.glob("*.py")} | {path.parent.name for path in PACKAGE.glob("*/__init__.py")}
    rooms |= {f"{folder}.{path.stem}" for folder in LAYERED for path in (PACKAGE / folder).glob("[!_]*.py")}
    assert rooms - {"__init__"} == set(MAY_IMPORT) - {FRONT_DOOR}


def test_a_page_is_made_again_for_the_rooms_that_its_notebook_reaches_and_no_others():
    """What a key leaves out is what nothing can import that a notebook imports."""
    reached, ahead = set(), [FRONT_DOOR]
    while ahead:
        if (room := ahead.pop()) not in reached:
            reached.add(room)
            ahead += MAY_IMPORT[room]
    behind = {name.removesuffix(".py").removesuffix("/") for name in BEHIND_PAGES}
    assert behind == MAY_IMPORT.keys() - reached - LAYERED


BAD_MODULES = {
    "upwards": ("measure/bad.py", "from plan_metrics.errors import N_"),
    "upwards by name": ("plan/bad.py", "import plan_metrics.views.words"),
    "within a function": (
        "analysis/scoreboard.py",
        "def late():\n    from plan_metrics.views import words\n    return words",
    ),
    "words in a judgement": ("analysis/judgement.py", "from plan_metrics.views.words import say"),
    "a page in a state": ("analysis/states.py", "from plan_metrics.context import Context"),
    "a state in the scoreboard": ("analysis/scoreboard.py", "from plan_metrics.analysis.states import action_state"),
    "through the front door": ("edition/bad.py", "from plan_metrics import views"),
    "the front door itself": ("plan/bad.py", "from plan_metrics import read_context"),
    "an unknown room": ("kitchen.py", "x = 1"),
    "from an unknown room": ("cli.py", "from plan_metrics.kitchen import x"),
    "the whole of a layered folder": ("views/bad.py", "from plan_metrics.analysis import scoreboard"),
    "a relative import": ("views/bad.py", "from ..context import Context"),
    "the runner outside report": ("views/bad.py", "import papermill as pm"),
    "a sibling of the runner": ("cli.py", "from jupyter_client.manager import KernelManager"),
    "charts by a library elsewhere": ("analysis/scoreboard.py", "import matplotlib.pyplot"),
    "dates outside views": ("analysis/scoreboard.py", "import babel.dates"),
    "a data frame in measure": ("measure/bad.py", "import pandas as pd"),
}


@pytest.mark.parametrize(("place", "source"), BAD_MODULES.values(), ids=BAD_MODULES)
def test_the_checker_finds_a_forbidden_import(tmp_path, place, source):
    """A package of one bad module has exactly one breach, so the rule above can fail."""
    for room in ("views", "measure", "plan", "edition", "analysis"):
        (tmp_path / room).mkdir()
    (tmp_path / place).write_text(source, "utf-8")
    assert len(breaches(tmp_path)) == 1


def test_the_checker_lets_allowed_imports_pass(tmp_path):
    """What the table allows is no breach: downwards, within the room, and a library in its own room."""
    (tmp_path / "views").mkdir()
    (tmp_path / "paths.py").write_text("import os", "utf-8")
    source = "import babel\nfrom plan_metrics import paths\nfrom plan_metrics.views.words import say\n"
    (tmp_path / "views" / "good.py").write_text(source, "utf-8")
    assert breaches(tmp_path) == []


# ---------------------------------------------------------------- languages are data

CODE_OF_A_LANGUAGE = re.compile(rf"(?<![A-Za-z])({'|'.join(LANGUAGES)})(?![A-Za-z])")
LIBRARY = re.compile("pylopdf[_-]fonts[_-]zh[_-]cn")


def named_languages(source: str) -> list[str]:
    """Every name, key and text of a module, but for docstrings and imports, that holds the code of a language."""
    tree = ast.parse(source)
    holders = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
    said = {id(node.body[0].value) for node in ast.walk(tree) if isinstance(node, holders) and ast.get_docstring(node)}
    found = []
    for node in ast.walk(tree):
        if isinstance(node, (ast.Import, ast.ImportFrom)) or id(node) in said:
            continue
        texts = [getattr(node, name, None) for name in ("id", "attr", "arg", "name", "value")]
        found += [text for text in texts if isinstance(text, str) and CODE_OF_A_LANGUAGE.search(LIBRARY.sub("", text))]
    return found


def test_no_module_names_a_language():
    """A language is a folder of `locale/`; no other file of the package has to change for another one."""
    bad = {str(path.relative_to(PACKAGE)): named_languages(path.read_text("utf-8")) for path in MODULES}
    assert {name: found for name, found in bad.items() if found} == {}


@pytest.mark.parametrize(
    "source",
    [
        "x = 'zh'",
        "row.title_en",
        "f(zh=1)",
        "x = 'zh-CN'",
        "f'{row}_zh'",
        "zh = 1",
        "def of_en(): pass",
        "x['reason_zh']",
    ],
)
def test_a_module_that_names_a_language_is_found(source):
    """The rule above can fail; docstrings, imports and words that hold the letters are no name of a language."""
    assert named_languages(source)
    assert not named_languages('"""In zh."""\nfrom sphinx.search.en import X\nopen = frozen = "encode then"')


# ---------------------------------------------------------------- modules that can be read at once

NAMES_THAT_SAY_NOTHING = {"utils", "util", "helpers", "helper", "common", "misc"}


def test_a_module_is_named_for_what_it_does():
    """No name that would fit any module."""
    assert [module for module in MODULES if module.stem in NAMES_THAT_SAY_NOTHING] == []


def undocumented(source: str) -> list[str]:
    """Public functions and classes without a docstring: at the top, and methods of public classes."""
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)

    def walk(body: list[ast.stmt], before: str):
        for node in body:
            if isinstance(node, kinds) and not node.name.startswith("_"):
                if not ast.get_docstring(node):
                    yield before + node.name
                if isinstance(node, ast.ClassDef):
                    yield from walk(node.body, f"{before}{node.name}.")

    return list(walk(ast.parse(source).body, ""))


def test_every_public_function_and_class_has_a_docstring():
    """No one has to read a body to know what it gives."""
    found = [
        f"{path.relative_to(PACKAGE)}: {name}" for path in MODULES for name in undocumented(path.read_text("utf-8"))
    ]
    assert found == []


def test_a_missing_docstring_is_found():
    """The rule above can fail: for a function, for a class and for a method; private names need none."""
    source = 'def a(): pass\nclass B:\n    """B."""\n    def c(self): pass\n    def _d(self): pass\nclass E: pass\n'
    assert undocumented(source) == ["a", "B.c", "E"]


# ---------------------------------------------------------------- notebooks stay thin

CELLS, CODE_LINES = 8, 25
KEPT_METADATA = {"kernelspec", "language_info"}
MOMENT = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}")
# Built from parts, so that this file does not hold what it looks for.
MACHINE_PATH = re.compile(
    r"(?<![\w.}/:-])/(?:" + "|".join(("work", "home", "Users", "root", "tmp", "mnt", "opt", "private", "var")) + r")/\w"
    r"|\b[A-Z]:\\\\?(?:" + "|".join(("Users", "Documents")) + r")\b"
)
PATH_STRING = re.compile(r"[/\\]|\.(?:csv|toml|json|ipynb|py|html|xlsx|po)$")


def notebook(file: Path) -> dict:
    """A notebook as JSON."""
    return json.loads(file.read_text("utf-8"))


def code_cells(file: Path) -> list[dict]:
    """The code cells of a notebook, each with its source as one text."""
    cells = [cell for cell in notebook(file)["cells"] if cell["cell_type"] == "code"]
    return [{**cell, "source": "".join(cell["source"])} for cell in cells]


def in_notebooks(test):
    """Run a test once for each notebook."""
    return pytest.mark.parametrize("file", NOTEBOOKS, ids=lambda path: path.stem)(test)


def in_pages(test):
    """Run a test once for each notebook of a kind of page."""
    return pytest.mark.parametrize("file", PAGES, ids=lambda path: path.stem)(test)


def test_every_kind_of_page_has_its_notebook():
    """Notebooks and kinds of pages are the same but for those of the desk, so what a report is made of is looked at."""
    assert [file.stem for file in PAGES] == sorted(KINDS)
    assert {file.stem for file in NOTEBOOKS} == {*KINDS, *DESK}


@in_notebooks
def test_a_notebook_is_short(file):
    """At most 8 code cells and 25 lines of code."""
    cells = code_cells(file)
    assert len(cells) <= CELLS
    assert sum(bool(line.strip()) for cell in cells for line in cell["source"].splitlines()) <= CODE_LINES


def thick(source: str) -> list[str]:
    """What a thin cell does not hold: definitions, `try`, other imports than ours, and paths."""
    found = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda, ast.Try)):
            found.append(type(node).__name__)
        elif isinstance(node, ast.Import):
            found += [alias.name for alias in node.names if alias.name != "plan_metrics"]
        elif isinstance(node, ast.ImportFrom) and node.module != "plan_metrics":
            found.append(str(node.module))
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and PATH_STRING.search(node.value):
            found.append(node.value)
    return found


@in_notebooks
def test_a_notebook_only_calls_views(file):
    """No definition, no `try`, no path, no import but of plan_metrics."""
    assert [thing for cell in code_cells(file) for thing in thick(cell["source"])] == []


@pytest.mark.parametrize(
    "source",
    ["def f(): pass", "class A: pass", "try:\n    f()\nexcept E:\n    pass", "import pandas", "x = 'data/plan'",
     "from plan_metrics.views import words", "x = 'plan.toml'", "f = lambda: 1"],
)  # fmt: skip
def test_a_thick_cell_is_found(source):
    """The rule above can fail."""
    assert thick(source)


@in_pages
def test_a_notebook_opens_with_its_title_and_its_parameters(file):
    """The first cell is one Markdown heading of the first level; the first code cell is tagged `parameters`
    and holds nothing but assignments of texts."""
    first = notebook(file)["cells"][0]
    assert first["cell_type"] == "markdown"
    assert re.fullmatch(r"# \S[^\n]*", "".join(first["source"]).strip())
    tags = [cell["metadata"].get("tags", []) for cell in code_cells(file)]
    assert tags[0] == ["parameters"]
    assert not any("parameters" in others for others in tags[1:])
    lines = ast.parse(code_cells(file)[0]["source"]).body
    assert all(isinstance(line, ast.Assign) and isinstance(line.value, ast.Constant) for line in lines)


@in_pages
def test_a_notebook_shows_the_opening_before_any_other_view(file):
    """The opening carries the mark of invented data, so it comes first."""
    calls = [match for cell in code_cells(file) for match in re.findall(r"views\.(\w+)\.(\w+)\(", cell["source"])]
    assert calls[0] == (file.stem, "opening")


@in_notebooks
def test_a_committed_notebook_was_run(file):
    """Every code cell has a number, in order; one that ends with a value shows it; none shows an error."""
    cells = code_cells(file)
    assert [cell["execution_count"] for cell in cells] == list(range(1, len(cells) + 1))
    for cell in cells:
        kinds = {output["output_type"] for output in cell["outputs"]}
        shows = isinstance(ast.parse(cell["source"]).body[-1], ast.Expr)
        assert kinds == ({"execute_result"} if shows else set()), cell["source"]


@in_notebooks
def test_a_committed_notebook_says_nothing_of_when_and_where_it_ran(file):
    """No execution times, no metadata of a run, no moment and no path of a machine in any output."""
    whole = notebook(file)
    assert set(whole["metadata"]) <= KEPT_METADATA
    for cell in whole["cells"]:
        assert set(cell["metadata"]) <= {"tags"}
        for output in cell.get("outputs", []):
            assert output.get("metadata", {}) == {}
    outputs = json.dumps([cell.get("outputs") for cell in whole["cells"]], ensure_ascii=False)
    assert not MOMENT.search(outputs)
    assert not MACHINE_PATH.search(outputs)


# ---------------------------------------------------------------- what may lie in the repository

LARGEST = 1024 * 1024
REGISTRIES = re.compile(
    "|".join(
        re.escape("".join(parts))
        for parts in (
            ("py", "pi.org"), ("python", "hosted.org"), ("npm", "js.org"), ("npm", "js.com"), ("registry.", "yarnpkg"),
            ("ana", "conda.org"), ("conda", "-forge.org/"), ("artifact", "ory"), ("proxy.", "golang.org"),
            ("crates", ".io"),
        )
    ),
    re.IGNORECASE,
)  # fmt: skip


def tracked() -> list[Path]:
    """The files that git tracks and that are there."""
    if not (ROOT / ".git").exists():
        pytest.skip("not a git checkout: nothing is tracked")
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True).stdout
    return [path for name in listed.decode().split("\0") if name and (path := ROOT / name).is_file()]


def test_no_tracked_file_names_a_package_registry():
    """Where packages come from is the business of the machine that installs them."""
    found = {str(p.relative_to(ROOT)) for p in tracked() if REGISTRIES.search(p.read_text("utf-8", errors="replace"))}
    assert found == set()


def test_no_tracked_file_holds_a_path_of_a_machine():
    """Nothing points to a folder that only one machine has."""
    found = [
        f"{path.relative_to(ROOT)}: {match[0]}"
        for path in tracked()
        if (match := MACHINE_PATH.search(path.read_text("utf-8", errors="replace")))
    ]
    assert found == []


@pytest.mark.parametrize(
    ("text", "is_path"),
    [
        ("/" + "work/main", True), ('"/' + 'home/me/x"', True), ("C:" + "\\" + "Users", True), ("=/" + "tmp/x", True),
        ("build/work/2026", False), ("https://example.org/home/x", False), ("a/tmp/b", False), ("data/plan", False),
    ],
)  # fmt: skip
def test_a_path_of_a_machine_is_known_when_seen(text, is_path):
    """Paths from the root of a machine are found, paths within the project and addresses are not."""
    assert bool(MACHINE_PATH.search(text)) == is_path


def test_no_tracked_file_is_over_one_mebibyte():
    """The repository stays small enough to clone anywhere."""
    assert [str(path.relative_to(ROOT)) for path in tracked() if path.stat().st_size > LARGEST] == []


def test_no_module_knows_the_areas_of_a_country():
    """What areas are called and which codes they have is said by a plan, not by a module."""
    found = [file.name for file in MODULES if re.search(r"provinc|GB/?T|gbt2260", file.read_text("utf-8"), re.I)]
    assert found == []
