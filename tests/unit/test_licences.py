"""The table of licences: every package of the lock that is installed stands in it, and none that is not in the lock."""

from __future__ import annotations

import re
from importlib.metadata import distributions
from pathlib import Path

ROOT = Path(__file__).parents[2]


def normal(name: str) -> str:
    """The name of a package as an index compares it."""
    return re.sub(r"[-_.]+", "-", name).lower()


def test_the_table_of_licences_has_the_packages_of_the_lock():
    """A package that comes into the lock without a row in `LICENSES.md` is found, and a row without its package."""
    lock = {normal(name) for name in re.findall(r"^([\w.-]+)==", (ROOT / "requirements.lock").read_text("utf-8"), re.M)}
    table = (ROOT / "LICENSES.md").read_text("utf-8").partition("<!-- table -->")[2]
    rows = {normal(name) for name in re.findall(r"^\| (\w[\w.-]*) \| [^|]+ \|$", table, re.M)} - {"name"}
    installed = {normal(package.metadata["Name"]) for package in distributions()}
    assert lock & installed <= rows <= lock


def test_a_package_without_a_licence_of_its_own_has_one_in_the_upper_table():
    """What a package does not say itself is said by hand."""
    upper, _, table = (ROOT / "LICENSES.md").read_text("utf-8").partition("## Every package")
    unknown = re.findall(r"^\| ([\w.-]+) \| UNKNOWN \|$", table, re.M)
    assert [name for name in unknown if name not in upper] == []
