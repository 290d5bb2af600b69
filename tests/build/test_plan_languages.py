"""A plan in one language, in three, in some that the program does not speak: read, checked, scored and exported."""

from __future__ import annotations

import json
import pickle

import pytest
from invented import PROJECT, SECOND, copy_of_project
from respoken import put_words, respoken

from plan_metrics import paths
from plan_metrics.cli import main
from plan_metrics.context import Context, read_context
from plan_metrics.creation.create import create_project
from plan_metrics.edition.checked import check_of
from plan_metrics.errors import FaultError
from plan_metrics.export import write_exports
from plan_metrics.languages import forms_of
from plan_metrics.plan.declared import declared_languages
from plan_metrics.plan.read import read_plan
from plan_metrics.plan.schema import schema
from plan_metrics.report.book_source import Volume, book_config, read_config
from plan_metrics.views import overview
from plan_metrics.views.language import catalogue, date, decimal, period
from plan_metrics.views.links import counted
from plan_metrics.views.nodes import el
from plan_metrics.views.words import say, say_n

ARABIC = "عر"
SIX_FORMS = """msgid "{n} figure"
msgid_plural "{n} figures"
msgstr[0] "zero {n}"
msgstr[1] "one {n}"
msgstr[2] "two {n}"
msgstr[3] "few {n}"
msgstr[4] "many {n}"
msgstr[5] "other {n}"

"""
RULE = "nplurals=6; plural=(n==0 ? 0 : n==1 ? 1 : n==2 ? 2 : n%100>=3 && n%100<=10 ? 3 : n%100>=11 ? 4 : 5);"
ACTION = 'msgid "Action"\nmsgstr "{word}"\n'
CONFIG = read_config(PROJECT.parents[1] / "book" / "_config.yml")


def plan_of(base):
    return read_plan(paths.plan_folder(base))


def contexts(base) -> dict[str, Context]:
    return {code: read_context(SECOND, code, base) for code in plan_of(base).languages}


def measured(context: Context):
    texts = [name for name in context.scoreboard if str(name).rpartition("_")[0] == "note"]
    return context.scoreboard.drop(columns=texts)


@pytest.fixture(scope="module")
def three(tmp_path_factory):
    """French, Chinese and Arabic: the program speaks one of them; Arabic is written from right to left."""
    base = respoken(tmp_path_factory.mktemp("three"), {"nl": "mot", "zh": "", "ar_EG": ARABIC})
    put_words(base, "nl", ACTION.format(word="Maatregel"))
    put_words(base, "ar_EG", SIX_FORMS + ACTION.format(word="إجراء"), plural=RULE)
    return base


@pytest.mark.parametrize("words", [{"en": ""}, {"zh": ""}], ids=["en", "zh"])
def test_a_plan_in_one_language_says_the_same_figures(tmp_path, words):
    """It is read, checked and scored as the plan in two, and nothing that it exports names another language."""
    base = respoken(tmp_path, words)
    (code,) = plan_of(base).languages
    assert check_of(base, SECOND, plan_of(base)).open == check_of(PROJECT, SECOND, plan_of(PROJECT)).open
    context, other = read_context(SECOND, code, base), read_context(SECOND, code, PROJECT)
    assert measured(context).equals(measured(other))
    assert overview.opening(context).html == overview.opening(other).html
    names = {file.name for file in write_exports(contexts(base), tmp_path / "files")}
    assert len(names) > 10
    header = next((tmp_path / "files").rglob("regions.csv")).read_text("utf-8-sig").splitlines()[0]
    assert [name for name in header.split(",") if name.startswith("title_")] == [f"title_{code}"]


def test_a_plan_in_three_languages_is_measured_and_exported(three, tmp_path):
    """Columns, tables and metadata follow its languages; verdicts are those of the plan in two."""
    plan = plan_of(three)
    assert (plan.languages, plan.original) == (("nl", "zh", "ar_EG"), "nl")
    assert [fault for fault in check_of(three, SECOND, plan).open if fault.severity == "fault"] == []
    found = contexts(three)
    assert all(measured(each).equals(measured(read_context(SECOND, "en", PROJECT))) for each in found.values())
    write_exports(found, tmp_path)
    header = next(tmp_path.rglob("regions.csv")).read_text("utf-8-sig").splitlines()[0].split(",")
    assert [name for name in header if name.startswith("title_")] == ["title_nl", "title_zh", "title_ar_EG"]
    about = json.loads(next(tmp_path.rglob("bicycle_stands.csv-metadata.json")).read_text("utf-8"))
    assert [said["@language"] for said in about["dc:title"]] == ["nl", "zh", "ar_EG"]
    assert {"nl", "zh", "ar_EG"} == set(json.loads(schema(plan.languages))["$defs"]["Text"]["required"])


def test_words_forms_and_direction_are_those_of_the_language(three):
    """Its own words, plural forms and dates; what has no words is said in the language of the messages, marked so."""
    found = contexts(three)
    arabic, dutch = found["ar_EG"], found["nl"]
    assert (say(arabic, "Action"), say(dutch, "Action"), say(found["zh"], "Action")) == ("إجراء", "Maatregel", "行动")
    said = [say_n(arabic, "{n} figure", "{n} figures", n) for n in (0, 1, 2, 5, 20, 100)]
    assert said == ["zero 0", "one 1", "two 2", "few 5", "many 20", "other 100"]
    assert el("p", say(dutch, "Commitments")).text == "Commitments"
    assert str(el("p", say(dutch, "Commitments"))) == '<p><span lang="en" dir="ltr">Commitments</span></p>'
    assert str(el("p", say(dutch, "Action"))) == "<p>Maatregel</p>"
    assert str(el("text", say(dutch, "Commitments"))) == '<text lang="en">Commitments</text>'
    assert [forms_of(code).direction for code in found.values() for code in [code.language]] == ["ltr", "ltr", "rtl"]
    assert date("2024-03-01", dutch.language) == "1 maart 2024"
    assert decimal(1234.5, dutch.language) == "1.234,5"
    assert period("2024-09", dutch.language) == "september 2024"
    assert pickle.loads(pickle.dumps(arabic.language)).forms == arabic.language.forms


def test_a_counted_sentence_without_words_is_marked_as_one(three):
    """Its numbers lead to receipts in every language; in one that lacks it the sentence says in which it is."""
    counts = {"n": ("targets_passed", 1), "ahead": ("targets_ahead", 2)}
    found = contexts(three)
    said = "Targets whose date has passed: {n}; ahead: {ahead}."
    dutch, chinese = (str(counted(found[code], said, counts)) for code in ("nl", "zh"))
    assert dutch.startswith('<span lang="en" dir="ltr">Targets whose date has passed: <a href=')
    assert "lang=" not in chinese
    assert chinese.count("<a href=") == dutch.count("<a href=") == 2


def test_the_book_of_a_language_says_its_direction_and_offers_the_others(three):
    """Pages know which way they are read, and each links to itself in every other language of the plan."""
    languages = plan_of(three).languages
    volumes = {code: Volume(toc=[["", ["index"]]], source=three) for code in languages}
    settings = book_config(CONFIG, volumes, languages[2])["sphinx"]["config"]["plan_metrics"]
    assert settings["direction"] == "rtl"
    assert {each["folder"] for each in settings["others"]} == {"nl", "zh"}
    assert settings["html_lang"] == "ar-EG"


def test_two_projects_in_one_process_keep_their_languages_apart(tmp_path):
    """Words of one project are not those of another that is read before, between and after."""
    bilingual, own = copy_of_project(tmp_path / "a"), respoken(tmp_path / "b", {"en": "", "nl": "mot"})
    put_words(own, "nl", ACTION.format(word="Maatregel"))
    put_words(own, "en", ACTION.format(word="Measure"))
    for _ in range(2):
        theirs, ours = read_context(SECOND, "en", own), read_context(SECOND, "en", bilingual)
        assert (say(theirs, "Action"), say(ours, "Action")) == ("Measure", "Action")
        assert (theirs.plan.languages, ours.plan.languages) == (("en", "nl"), ("zh", "en"))
        assert (theirs.plan.head.title.languages, ours.plan.head.title.languages) == (("en", "nl"), ("zh", "en"))
    assert catalogue("en").gettext("Action") == "Action"


def test_a_project_words_single_strings_anew(tmp_path):
    """Its words stand over those of the program, and forms that it names over the program's; the rest stays."""
    base = copy_of_project(tmp_path)
    put_words(base, "zh", ACTION.format(word="举措"), 'year = "{year}年度"\n')
    context, before = read_context(SECOND, "zh", base), read_context(SECOND, "zh", PROJECT)
    assert (say(context, "Action"), say(before, "Action")) == ("举措", "行动")
    assert say(context, "Commitments") == say(before, "Commitments")
    assert (period("2024", context.language), period("2024", before.language)) == ("2024年度", "2024年")


def test_a_language_without_words_is_a_fault_that_says_what_to_bring(tmp_path):
    """Of plan.toml, with the place of the catalogue; a code twice and one that is none are told as well."""
    base = respoken(tmp_path, {"en": "", "nl": "mot"})
    with pytest.raises(FaultError) as error:
        plan_of(base)
    (fault,) = error.value.faults
    assert (fault.rule, fault.file, fault.column) == ("language_without_words", "plan.toml", "languages")
    assert "data/plan/locale/nl/LC_MESSAGES/plan_metrics.po" in fault.values["place"]
    put_words(base, "nl", forms='babel = "xx_none"\nhue = 1\n')
    with pytest.raises(FaultError) as error:
        plan_of(base)
    assert [(fault.rule, fault.values["error"]) for fault in error.value.faults] == [("wrong_language", "hue")]
    forms = paths.plan_folder(base) / "locale" / "nl" / "language.toml"
    forms.write_text('year = "{jaar}"\nmonths = ["januari"]\nname = 3\nfonts = ["NoSuchFont.ttf"]\n', "utf-8")
    with pytest.raises(FaultError) as error:
        plan_of(base)
    assert [fault.values["error"] for fault in error.value.faults] == ["name, months, year"]
    forms.write_text('fonts = ["NoSuchFont.ttf"]\n', "utf-8")
    with pytest.raises(FaultError) as error:
        plan_of(base)
    assert [(fault.rule, fault.column) for fault in error.value.faults] == [("no_font", "fonts")]
    head = paths.plan_folder(base) / "plan.toml"
    head.write_text(head.read_text("utf-8").replace('["en", "nl"]', '["en", "en"]'), "utf-8")
    with pytest.raises(FaultError) as error:
        plan_of(base)
    assert ("wrong_card", "languages") in {(fault.rule, fault.column) for fault in error.value.faults}


def test_the_strings_without_words_are_told(three, monkeypatch, capsys):
    """For each language of the plan how many there are and which; none of a language that the program speaks."""
    monkeypatch.setenv("PLAN_METRICS_ROOT", str(three))
    assert main(["--language", "en", "languages", "--json"]) == 0
    told = {each["language"]: each for each in json.loads(capsys.readouterr().out)["languages"]}
    assert (told["zh"]["untranslated"], told["ar_EG"]["name"]) == ([], "العربية (مصر)")
    assert "Commitments" in told["ar_EG"]["untranslated"]
    assert "Action" not in told["ar_EG"]["untranslated"]
    assert "show this help message and exit" not in told["nl"]["untranslated"]  # what commands alone say
    assert len(told["nl"]["untranslated"]) == len(told["ar_EG"]["untranslated"]) + 1  # the plural
    assert main(["--language", "en", "languages"]) == 0
    assert f"nl (Nederlands): {len(told['nl']['untranslated'])} strings without words" in capsys.readouterr().out


def test_a_project_begins_in_other_languages(tmp_path):
    """Its plan has them, is sound, and has a catalogue to fill in for each that the program does not speak."""
    base = create_project(tmp_path / "new", ["nl", "en", "ar_EG"])
    plan = plan_of(base)
    assert declared_languages(paths.plan_folder(base)) == plan.languages == ("nl", "en", "ar_EG")
    assert check_of(base, plan.head.default_edition, plan).open == []
    for code in ("nl", "ar_EG"):
        assert (paths.plan_folder(base) / "locale" / code / "LC_MESSAGES" / "plan_metrics.po").stat().st_size > 10_000
    assert not (paths.plan_folder(base) / "locale" / "en").exists()
    with pytest.raises(FaultError):
        create_project(tmp_path / "other", ["nl", "NL"])
    assert not (tmp_path / "other").exists()
