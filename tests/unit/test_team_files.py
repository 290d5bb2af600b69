"""Files for code hosts, editors and containers: they can be read, and the commands that they name exist."""

from __future__ import annotations

import json
import re
import tomllib
from pathlib import Path

import yaml

from plan_metrics.commands.groups import GROUPS
from plan_metrics.commands.parser import command_line
from plan_metrics.languages import SOURCE

ROOT = Path(__file__).parents[2]
HIDDEN = [ROOT / ".pre-commit-config.yaml", ROOT / "CITATION.cff", *(ROOT / ".github").rglob("*.yml")]
CONTAINER = ROOT / ".devcontainer" / "devcontainer.json"
DOCUMENTS = ("README.md", "ANALYSTS.md", "PLANS.md", "CONTRIBUTING.md")
TEXTS = [*HIDDEN, CONTAINER, ROOT / "Dockerfile", ROOT / ".ci" / "run", *(ROOT / name for name in DOCUMENTS)]
MAKE = re.compile(r"(?:^|[`\"]|run: |&& )make ([a-z]+)\b(?! sure)", re.MULTILINE)
PROGRAM = re.compile(
    r"(?:\.venv/bin/|python -m |`|CMD \[\")plan[-_]metrics(?:\", \"| )([a-z]\S*?)(?=[\s`\"\]]|$)", re.MULTILINE
)


def test_every_file_can_be_read_by_its_host():
    """YAML and JSON parse; a form has what a code host wants of it; a citation has what the format requires."""
    read = {file: yaml.safe_load(file.read_text("utf-8")) for file in HIDDEN}
    assert all(read.values())
    forms = [read[file] for file in HIDDEN if file.parent.name == "ISSUE_TEMPLATE" and file.stem != "config"]
    assert len(forms) == 3
    for form in forms:
        assert {"name", "description", "body"} <= form.keys()
        ids = [part["id"] for part in form["body"]]
        assert len(ids) == len(set(ids))
        assert all(part["attributes"]["label"] for part in form["body"])
    cited = read[ROOT / "CITATION.cff"]
    assert {"cff-version", "message", "title", "authors"} <= cited.keys()
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    assert (cited["title"], cited["version"], cited["license"]) == (
        project["name"],
        project["version"],
        project["license"],
    )
    dock = json.loads(CONTAINER.read_text("utf-8"))["build"]
    assert (CONTAINER.parent / dock["dockerfile"]).is_file()
    assert f"AS {dock['target']}" in (ROOT / "Dockerfile").read_text("utf-8")


def test_the_oldest_and_newest_python_are_tried():
    """The matrix begins with the one that the package asks for, and leaves none out."""
    jobs = yaml.safe_load((ROOT / ".github" / "workflows" / "ci.yml").read_text("utf-8"))["jobs"]
    tried = [int(version.partition(".")[2]) for version in jobs["test"]["strategy"]["matrix"]["python"]]
    asked = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["requires-python"]
    assert asked == f">=3.{tried[0]}"
    assert tried == list(range(tried[0], tried[0] + 4))
    needed = {
        name
        for job in jobs.values()
        for name in [job.get("needs", [])]
        for name in ([name] if isinstance(name, str) else name)
    }
    assert needed <= jobs.keys()


def test_the_commands_that_files_name_exist():
    """Targets of the Makefile, commands of the program, and files that hooks run."""
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
    commands = set(command_line(SOURCE, GROUPS)._subparsers._group_actions[0].choices)
    named = {file: file.read_text("utf-8") for file in TEXTS}
    made = {target for text in named.values() for target in MAKE.findall(text)}
    called = {name for text in named.values() for name in PROGRAM.findall(text)}
    assert {"report", "test", "check", "lab"} <= made
    assert made - targets == set()
    assert {"check", "report"} <= called
    assert called - commands == set()
    hooks = yaml.safe_load(named[ROOT / ".pre-commit-config.yaml"])["repos"][0]["hooks"]
    for hook in hooks:
        paths = [word for word in hook["entry"].split() if word.endswith(".py")]
        assert all((ROOT / path).is_file() for path in paths)
        assert hook["entry"].startswith(".venv/bin/")
