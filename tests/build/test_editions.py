"""The folder of all editions: its archive, `latest/`, and what stays where editions come and go."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
from invented import FIRST, SECOND, edition_of
from on_disk import put_record
from stand_ins import files, install, project

from plan_metrics.cli import main
from plan_metrics.report.editions import write_shared

TEMPLATES = Path(__file__).parents[2] / "book" / "_templates"


def published(sites: Path, edition: str, pages: list[str], *, invented: bool = False) -> None:
    """A finished edition with these pages."""
    (sites / edition / "en" / "charts").mkdir(parents=True)
    put_record(sites / edition, pages, invented=invented)
    (sites / edition / "index.html").write_text(edition, "utf-8")
    (sites / edition / "en" / "charts" / "a.svg").write_text(edition, "utf-8")
    for page in pages:
        (sites / edition / "en" / f"{page}.html").write_text(f"{page} of {edition}", "utf-8")


def led_to(sites: Path, page: str) -> str:
    """What stands at the address to which a page of `latest/` leads."""
    text = (sites / "latest" / page).read_text("utf-8")
    addresses = {*re.findall(r'(?:url=|href=")([^"d][^"]*)"', text)}
    assert len(addresses) == 1
    return (sites / "latest" / page).parent.joinpath(addresses.pop()).resolve().read_text("utf-8")


def test_the_archive_lists_the_newest_edition_first_and_invented_ones_last(tmp_path):
    """The page beside the sites leads to each edition that is whole, and to nothing that is not there."""
    for name in ("2030-01", "2030-06"):
        published(tmp_path, name, ["index"])
    published(tmp_path, "sample", ["index"], invented=True)
    (tmp_path / "unfinished").mkdir()
    write_shared(tmp_path, TEMPLATES)
    page = (tmp_path / "index.html").read_text("utf-8")
    assert re.findall(r'<a href="([^"]+)"', page) == [
        f"{name}/en/index.html" for name in ("2030-06", "2030-01", "sample")
    ]
    assert 'url("2030-06/fonts/' in page
    assert page.count("newest</em>") == 1


def test_latest_leads_to_the_newest_edition_that_has_a_page(tmp_path):
    """A page that only an older edition has keeps its address in `latest/`; all but pages is that of the newest."""
    published(tmp_path, "2030-01", ["A01", "A02", "index"])
    published(tmp_path, "2030-06", ["A01", "index"])
    write_shared(tmp_path, TEMPLATES)
    assert led_to(tmp_path, "en/A01.html") == "A01 of 2030-06"
    assert led_to(tmp_path, "en/A02.html") == "A02 of 2030-01"
    assert led_to(tmp_path, "index.html") == "2030-06"
    assert (tmp_path / "latest" / "en" / "charts" / "a.svg").read_text("utf-8") == "2030-06"


def test_latest_has_the_same_files_on_a_disk_without_links(tmp_path, monkeypatch):
    """Where links cannot be made, files are copied."""
    linked, copied = tmp_path / "linked", tmp_path / "copied"
    published(linked, "2030-06", ["index"])
    write_shared(linked, TEMPLATES)

    def refuse(*_: object, **__: object) -> None:
        raise OSError("no links here")

    monkeypatch.setattr(Path, "symlink_to", refuse)
    published(copied, "2030-06", ["index"])
    write_shared(copied, TEMPLATES)
    for name in ("index.html", "en/index.html", "en/charts/a.svg"):
        assert (copied / "latest" / name).read_bytes() == (linked / "latest" / name).read_bytes()


def test_where_no_edition_is_left_nothing_is(tmp_path):
    """When the last edition of a folder goes, its archive goes with it."""
    published(tmp_path, "2030-06", ["index"])
    write_shared(tmp_path, TEMPLATES)
    shutil.rmtree(tmp_path / "2030-06")
    write_shared(tmp_path, TEMPLATES)
    assert sorted(path.name for path in tmp_path.iterdir()) == []


@pytest.fixture
def base(tmp_path, monkeypatch) -> Path:
    """A project folder with two editions and quick stand-ins, which commands work on."""
    made = project(tmp_path)
    monkeypatch.setenv("PLAN_METRICS_ROOT", str(made))
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    install(monkeypatch.setattr)
    return made


def test_one_command_builds_every_edition_and_a_later_one_changes_no_byte_of_the_others(base):
    """`report --all` builds each edition; what each is does not depend on which were built before."""
    assert main(["report", FIRST]) == 0
    alone = files(base / "build" / "site" / FIRST)
    assert main(["report", "--all"]) == 0
    assert files(base / "build" / "site" / FIRST) == alone
    archive = (base / "build" / "site" / "index.html").read_text("utf-8")
    assert archive.count("<small>Invented data. Every figure") == 2
    assert led_to(base / "build" / "site", "en/A01.html") == (
        (base / "build" / "site" / SECOND / "en" / "A01.html").read_text("utf-8")
    )


def test_an_edition_with_bad_figures_does_not_keep_the_others_from_being_built(base, capsys):
    """The faults of every edition are told at the end, each with its edition, and the sound one is there."""
    file = edition_of(base, SECOND) / "observations.csv"
    file.write_text(file.read_text("utf-8") + "not,a,row\n", "utf-8")
    assert main(["report", "--all"]) == 2
    assert f"{SECOND}/observations.csv" in capsys.readouterr().err
    assert (base / "build" / "site" / FIRST / "index.html").is_file()
    assert not (base / "build" / "site" / SECOND).exists()


def test_all_editions_and_one_of_them_cannot_be_asked_for_at_once(base, capsys):
    """Which edition is meant is never guessed."""
    with pytest.raises(SystemExit) as ended:
        main(["report", SECOND, "--all"])
    assert ended.value.code == 2
    assert "not allowed with argument" in capsys.readouterr().err
