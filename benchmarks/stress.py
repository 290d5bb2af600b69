"""The promises of reading, killing and building, tried in full: `make stress` (or this file, with names of parts).

Parts: damage (seeded damage to the files of a plan), kills (`kill -9` of `new` and of `report`), builds (two builds in
different surroundings), attack (what an edition suppresses; see attack.py), errors (an analyst's mistakes; see
errors.py), sheets (tables to import, damaged; see tests/damaged_sheets.py), verify (digits of the published site in
`build/site`, changed; see tests/tamper.py), again (that site, built again), receipts (the arithmetic of each), frozen
(bytes of frozen editions, changed), signed (bytes of a signed edition and its plan, changed), drafts (files of an
edition before and after it is signed), errata (figures corrected after freezing), packages (bytes of one to install,
changed), texts (hostile ones, at every door; see tests/at_doors.py), addresses (of published files,
gone), doors (poisoned workbooks, folders and archives, and more commands that are killed; see tests/poisoned.py and
tests/killed.py). Each writes its part of `benchmarks/stress.md`, and its counts into `book/promises.json`, from which
the book says them. Exit code 1 where a promise is broken.
"""

from __future__ import annotations

import contextlib
import io
import json
import math
import os
import random
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import zipfile
from collections import Counter
from collections.abc import Callable, Generator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from pathlib import Path

ROOT = Path(__file__).parents[1]
NOTES = ROOT / "benchmarks" / "stress.md"
COUNTS = ROOT / "book" / "promises.json"
HEAD = "# The promises, tried in full\n\nWritten by `make stress`, a part at a time; the seeds are in the programs.\n"
sys.path.insert(0, str(ROOT / "tests"))

import at_doors  # noqa: E402
import corrected  # noqa: E402
import damaged_doors  # noqa: E402
import damaged_sheets  # noqa: E402
import elsewhere  # noqa: E402
import hostile  # noqa: E402
import killed  # noqa: E402
import mutations  # noqa: E402
import poisoned  # noqa: E402
import tamper  # noqa: E402
from invented import SECOND, copy_of_project, edition_of  # noqa: E402

from plan_metrics.cli import main as command  # noqa: E402
from plan_metrics.context import read_context  # noqa: E402
from plan_metrics.edition.frozen import digests, frozen_faults  # noqa: E402
from plan_metrics.edition.read import editions as editions_of  # noqa: E402
from plan_metrics.edition.signing import sign  # noqa: E402
from plan_metrics.errors import FaultError  # noqa: E402
from plan_metrics.manual.work import BY_HAND, worth  # noqa: E402
from plan_metrics.receipts import all_receipts  # noqa: E402
from plan_metrics.report.beside_editions import MANIFEST  # noqa: E402
from plan_metrics.verify.addresses import FOLDER as LISTS  # noqa: E402
from plan_metrics.verify.difference import BYTE  # noqa: E402
from plan_metrics.verify.files import file_differences  # noqa: E402
from plan_metrics.verify.site import files_of, manifest_differences  # noqa: E402
from plan_metrics.views.vouching import mark  # noqa: E402

DAMAGES = 2000
AT_DOORS = 1000
SHEETS = 1000
FIRST = r"## shipped[\s\S]*?{}, first kinds: ([\d.]+%)"  # of errors.py: the share of mistakes that is told
DIGITS = 200
CORRECTIONS = 40
PACKAGES = 40
INVENTED_WHEEL = {
    "invented.py": "",
    "invented-1.dist-info/METADATA": "Metadata-Version: 2.1\nName: invented\nVersion: 1\n",
    "invented-1.dist-info/WHEEL": "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
    "invented-1.dist-info/RECORD": "invented.py,,\n",
}
SHOWN = re.compile(
    r"\.(html|svg|pdf)$|/charts/.*\.csv$|^data/api/.*/(?!schema)[^/]*\.json$"
)  # what shows figures and says of itself
REFUSED = "\u202e\u2066\u200b\x07\x1b"
POISONS = 4  # of each kind
LONGEST = 120  # seconds that a command may take for one
SHARES = [step / 5 for step in range(6)]  # of the steps of a command, at which it is killed
KILLS = {"new": 40, "report": 60}
NEW = "2030-09"
STRIDE = 3


class Broken(Exception):
    """A promise does not hold."""


Told = Generator[str, None, dict[str, float]]  # the lines of a part, and in the end its counts by name


def damage() -> Told:
    """Damage files in every kind of way; what is told, harmless, left to people, or a defect."""
    half = DAMAGES // 2
    with ProcessPoolExecutor(max_workers=2) as pool:
        judged = [each for part in pool.map(_damaged, [(0, half), (half, DAMAGES)]) for each in part]
    outcomes = Counter(outcome for _, _, outcome, _ in judged)
    kinds = f"{len(mutations.KINDS)} kinds in turn, each at a random place of a random file"
    yield f"{DAMAGES:,} damages (seeds 0 to {DAMAGES - 1}): {kinds}."
    yield ""
    yield "| what became of it | damages |"
    yield "|---|---:|"
    for outcome, words in OUTCOMES.items():
        yield f"| {words} | {outcomes[outcome]:,} |"
    unseen = Counter(f"{place}" for _, _, outcome, place in judged if outcome == "unseen")
    yield ""
    yield "Without a witness: " + ", ".join(f"{place} {count}" for place, count in sorted(unseen.items())) + "."
    found = yield from _damaged_doors()
    if bad := [each for each in (*judged, *found) if each[2] in mutations.DEFECTS]:
        raise Broken(str(bad))
    kept = ("told", "same", "prose", "unseen")
    tried = {"tried": DAMAGES, "kinds": len(mutations.KINDS), "at_doors": len(found)}
    return {**tried, **{each: outcomes[each] for each in kept}}


def _damaged_doors() -> Generator[str, None, list[tuple[int, str, str, str]]]:
    """Damage what comes in at the other doors: seed, door, outcome, and what was damaged."""
    with tempfile.TemporaryDirectory() as folder:
        found = [
            (seed, door, judged.outcome, f"{one.kind}: {one.file}: {judged.detail}")
            for seed, door, one, judged in damaged_doors.damages(range(AT_DOORS), Path(folder))
        ]
    names = ", ".join(name.replace("_", " ") for name in damaged_doors.DOORS)
    yield ""
    yield f"{len(found):,} damages of the same kinds to what comes in at other doors ({names}):"
    yield ""
    yield "| what became of it | damages |"
    yield "|---|---:|"
    outcomes = Counter(outcome for _, _, outcome, _ in found)
    for outcome, words in AT_DOORS_WORDS.items():
        yield f"| {words} | {outcomes[outcome]:,} |"
    return found


OUTCOMES = {
    "told": "told, with file and place",
    "same": "nothing that is read differs",
    "prose": "a letter of a text that only people read",
    "unseen": "a value without a witness, named below",
    "silent": "a value that changed in silence",
    "wait": f"a wait of more than {mutations.LONGEST:g} seconds",
    "traceback": "a traceback",
}
AT_DOORS_WORDS = {
    "told": "refused with file and place, or shown as another figure or a warning before anything is written",
    "same": "the same is read",
    "unseen": "something else is read: a declaration or a figure of which nothing else is known",
    "silent": "another figure out of a damaged workbook, in silence",
    "half": "refused, and yet something was written",
    "wait": f"a wait of more than {mutations.LONGEST:g} seconds",
    "traceback": "a traceback",
}


def _damaged(seeds: tuple[int, int]) -> list[tuple[int, str, str, str]]:
    """Seed, kind, outcome and (of a value without a witness) its register and column."""
    with tempfile.TemporaryDirectory() as folder:
        base = mutations.clean_copy(Path(folder))
        os.environ["PLAN_METRICS_ROOT"] = str(base)
        mutations.remember_clean()
        found = []
        for seed, one in zip(range(*seeds), mutations.damages(range(*seeds)), strict=True):
            judged = mutations.judge(base, one)
            place = f"{one.file}" if judged.outcome == "unseen" else judged.detail
            found.append((seed, one.kind, judged.outcome, place))
    return found


def kills() -> Told:
    """Kill commands at random moments; afterwards nothing is broken, and the next command leaves nothing over."""
    with tempfile.TemporaryDirectory() as folder:
        base = elsewhere.project(Path(folder) / "project")
        undisturbed = elsewhere.project(Path(folder) / "undisturbed")
        whole = elsewhere.build(undisturbed, elsewhere.HERE)
        killed = Counter()
        for seed in range(sum(KILLS.values())):
            command = "new" if seed < KILLS["new"] else "report"
            killed[command, _kill(base, command, random.Random(seed))] += 1
            _sound(base, whole)
        _run(base, "report")
        _sound(base, whole)
        site = elsewhere.files(base / "build" / "site" / SECOND)
        if site != whole:
            raise Broken("the site after all kills is not that of an undisturbed build")
        shutil.rmtree(base / "data" / "editions" / NEW, ignore_errors=True)
        if left := sorted(_names(base) - _names(undisturbed)):
            raise Broken(f"left over: {left}")
    yield f"{sum(KILLS.values())} kills:"
    yield ""
    for command, count in KILLS.items():
        ended = killed[command, "ended"]
        yield f"- `{command}`: killed {count} times at a random moment ({ended} had ended by then)."
    yield "- Broken editions: 0. Sites that were neither old nor new: 0. Left over after the next command: 0."
    with tempfile.TemporaryDirectory() as folder:
        script = [sys.executable, str(ROOT / "tests" / "stand_ins.py"), folder, str(STRIDE)]
        done = subprocess.run(script, capture_output=True, text=True)
    if done.returncode:
        raise Broken(done.stderr)
    steps = json.loads(done.stdout)
    first, later = steps["first"], steps["later"]
    yield f"- A build without kernels, killed at every {STRIDE}rd of its {first} and {later} steps on the disk:"
    yield "  the site was old or new, the next call gave the bytes of an undisturbed one and left nothing over."
    return {"tried": sum(KILLS.values())}


def _kill(base: Path, command: str, rng: random.Random) -> str:
    """Start a command and kill it with all its processes; whether it had ended by then."""
    shutil.rmtree(base / "data" / "editions" / NEW, ignore_errors=True)
    if command == "report" and rng.random() < 0.3:
        shutil.rmtree(base / "build", ignore_errors=True)
    words = ["new", NEW, "--from", SECOND] if command == "new" else ["report"]
    process = _started(base, *words)
    time.sleep(rng.uniform(0, 2.5 if command == "new" else 30))
    ended = process.poll() is not None
    os.killpg(process.pid, signal.SIGKILL) if not ended else None
    process.wait()
    if command == "new" and (base / "data" / "editions" / NEW).exists():
        _run(base, "check", NEW)  # what is there is whole
    return "ended" if ended else "killed"


def _sound(base: Path, whole: dict[str, bytes]) -> None:
    """The editions are those that were there, and the site is none or the whole one."""
    names = sorted(path.name for path in (base / "data" / "editions").iterdir() if not path.name.startswith("."))
    if names not in (["2030-01", SECOND], ["2030-01", SECOND, NEW]):
        raise Broken(f"editions: {names}")
    site = elsewhere.files(base / "build" / "site" / SECOND)
    if site and site != whole:
        raise Broken("a site that is neither none nor the whole one")


def _names(base: Path) -> set[str]:
    """Every file and folder but for locks, what is kept by a hash of its content, and the folder of a site."""
    names = (path.relative_to(base) for path in base.rglob("*") if path.name != ".lock")
    names = (name for name in names if not str(name).startswith("build/site/."))
    return {str(name) for name in names if name.parts[:2] not in (("build", "cache"), ("build", "editions"))}


def _started(base: Path, *words: str) -> subprocess.Popen:
    environment = {**os.environ, **elsewhere.HERE, "PLAN_METRICS_ROOT": str(base)}
    command = [sys.executable, "-m", "plan_metrics.cli", *words]
    nowhere = subprocess.DEVNULL
    return subprocess.Popen(command, env=environment, cwd=base, stdout=nowhere, stderr=nowhere, start_new_session=True)


def _run(base: Path, *words: str) -> None:
    if code := _started(base, *words).wait():
        raise Broken(f"{' '.join(words)} ended with {code}")


def builds() -> Told:
    """Two builds of the invented plan in surroundings as different as can be; every byte is compared."""
    with tempfile.TemporaryDirectory() as folder:
        here = elsewhere.build(elsewhere.project(Path(folder) / "one"), elsewhere.HERE)
        place = elsewhere.project(Path(folder) / "另 一处")
        there = elsewhere.build(place, elsewhere.THERE, mask=0o077, cores=1, ahead=True)
    differ = sorted(name for name in {*here, *there} if here.get(name) != there.get(name))
    if differ:
        raise Broken(f"files that differ: {differ}")
    names = ", ".join(sorted({*elsewhere.HERE, *elsewhere.THERE} - {"HOME"}))
    yield f"{len(here)} files, {sum(map(len, here.values())):,} bytes: none differs."
    yield f"Other: folder, home, {names}, umask, cores (1 instead of all), clock (400 days and 5 hours ahead)."
    yield "The user is the same, by another name."
    return {"tried": len(here)}


def sheets() -> Told:
    """Damage tables that a recipe reads; whether every figure that is read is the one that the sheet shows."""
    with tempfile.TemporaryDirectory() as folder:
        judged = [damaged_sheets.judge(seed, Path(folder)) for seed in range(SHEETS)]
    outcomes = Counter(outcome for _, outcome, _ in judged)
    kinds = len(set(damaged_sheets.CELLS)), len(set(damaged_sheets.BYTES))
    yield f"{SHEETS:,} sheets (seeds 0 to {SHEETS - 1}): {kinds[0]} kinds of damage to cells, {kinds[1]} to bytes."
    yield ""
    yield "| what became of it | sheets |"
    yield "|---|---:|"
    for outcome, words in damaged_sheets.OUTCOMES.items():
        yield f"| {words} | {outcomes[outcome]:,} |"
    if outcomes["silent"] or outcomes["traceback"]:
        raise Broken(str([each for each in judged if each[1] in ("silent", "traceback")]))
    return {"tried": SHEETS, **{each: outcomes[each] for each in damaged_sheets.OUTCOMES}}


def doors() -> Told:
    """Poison every door; kill the commands that freeze, sign, import and begin. What became of it is counted."""
    poisoned.remember()
    count = POISONS * len(poisoned.KINDS)
    with tempfile.TemporaryDirectory() as folder:
        judged = [
            (seed, kind, poisoned.judge(kind, seed, Path(folder), LONGEST))
            for seed, kind in poisoned.poisons(range(count))
        ]
    outcomes = Counter(each.outcome for _, _, each in judged)
    yield f"{count} poisoned inputs (seeds 0 to {count - 1}): {len(poisoned.KINDS)} kinds in turn, at these doors:"
    yield ", ".join(dict.fromkeys(kind.partition(":")[0] for kind in poisoned.KINDS)) + "."
    yield ""
    yield "| what became of it | inputs |"
    yield "|---|---:|"
    for outcome, words in poisoned.OUTCOMES.items():
        yield f"| {words} | {outcomes[outcome]:,} |"
    yield ""
    yield f"A command may take {poisoned.MOST_MEMORY / 1e9:g} GB of memory and {LONGEST} seconds."
    if bad := [each for each in judged if each[2].outcome not in poisoned.GOOD]:
        raise Broken(str(bad))
    kills = 0
    for name in killed.COMMANDS:
        with tempfile.TemporaryDirectory() as folder:
            own = killed.killed_everywhere(name, Path(folder), SHARES)
        kills += own
        yield f"- `{name}`, killed at {own} of its steps on the disk: what was there was whole, or `check` said what to"
        yield "  run; the same command again made the bytes of an undisturbed one."
    yield f"- {kills} kills in all."
    return {"tried": count, "kills": kills, **{each: outcomes[each] for each in poisoned.OUTCOMES}}


def receipts() -> Told:
    """Work out the arithmetic of every receipt of the shipped edition from the numbers that it names."""
    found = [each for page in all_receipts(read_context(editions_of(ROOT)[-1], "en", ROOT)).values() for each in page]
    steps = [(each, step) for each in found for step in each.steps if step.formula is not None]
    wrong = [
        each.id
        for each, step in steps
        if not math.isclose(worth(step.formula, step.values, BY_HAND), step.value, rel_tol=1e-12, abs_tol=1e-12)
    ]
    known = {each.id for each in found}
    loose = [each.id for each in found if not known.issuperset(each.inputs)]
    yield f"{len(found):,} receipts of the shipped edition with {len(steps):,} lines of arithmetic: each comes to its"
    yield "number, and each receipt that one rests on is there."
    if wrong or loose:
        raise Broken(f"{wrong[:10]}; {loose[:10]}")
    return {"tried": len(found), "steps": len(steps)}


def frozen() -> Told:
    """Change a byte of a file of a frozen edition of this repository, one at a time; each is told with its file."""
    rng, told = random.Random(72), 0
    with tempfile.TemporaryDirectory() as folder:
        editions = Path(shutil.copytree(ROOT / "data" / "editions", Path(folder) / "editions"))
        frozen_ones = [each for each in sorted(editions.iterdir()) if (each / "frozen" / "manifest.json").is_file()]
        for _ in range(DIGITS):
            edition = rng.choice(frozen_ones)
            files = [*sorted(name for name in digests(edition)), "frozen/manifest.json"]
            file = edition / rng.choice(files)
            before = file.read_bytes()
            changed = bytearray(before)
            changed[rng.randrange(len(before))] ^= 1 << rng.randrange(7)
            file.write_bytes(changed)
            told += any(file.name in fault.file for fault in frozen_faults(edition))
            file.write_bytes(before)
        if left := [fault for each in frozen_ones for fault in frozen_faults(each)]:
            raise Broken(f"an untouched edition differs: {left[:3]}")
    yield f"{DIGITS} changed bytes in files of {len(frozen_ones)} frozen editions, one at a time (seed 72): {told} are"
    yield "told with their file."
    if told < DIGITS:
        raise Broken(f"{DIGITS - told} are not told")
    return {"tried": DIGITS}


def signed() -> Told:
    """Change a byte of a published edition or of its plan, one at a time; no signature holds for what is there then."""
    rng, told = random.Random(73), Counter()
    with tempfile.TemporaryDirectory() as folder:
        base = copy_of_project(Path(folder))
        edition = edition_of(base, SECOND)
        for who in ("A. Reader", "B. Second"):
            sign(base, SECOND, who, "2030-07-01")
        files = [each / name for each in (edition, base / "data" / "plan") for name in sorted(digests(each))]
        for _ in range(DIGITS):
            file = rng.choice([each for each in files if each.stat().st_size])
            before = file.read_bytes()
            changed = bytearray(before)
            changed[rng.randrange(len(before))] ^= 1 << rng.randrange(7)
            file.write_bytes(changed)
            told[_standing(base)] += 1
            file.write_bytes(before)
        if (left := _standing(base)) != "published":
            raise Broken(f"an untouched edition is {left}")
    yield f"{DIGITS} changed bytes of an edition that two people signed, and of its plan, one at a time (seed 73):"
    yield f"it is a draft again ({told['draft']}) or cannot be read any more ({told['refused']})."
    if told["draft"] + told["refused"] < DIGITS:
        raise Broken(f"{dict(told)}")
    return {"tried": DIGITS}


def _standing(base: Path) -> str:
    """What the second invented edition is now; refused where a fault keeps it from being read."""
    try:
        return read_context(SECOND, "en", base).edition.standing
    except FaultError:
        return "refused"


def drafts() -> Told:
    """Build an edition of the invented plan, given out as real, before and after two people sign it."""
    with tempfile.TemporaryDirectory() as folder:
        base = elsewhere.project(Path(folder) / "project")
        card = edition_of(base, SECOND) / "edition.toml"
        card.write_text(card.read_text("utf-8").replace("invented = true", "invented = false"), "utf-8")
        marks = [mark(read_context(SECOND, code, base)).encode() for code in ("zh", "en")]
        draft = elsewhere.build(base, elsewhere.HERE)
        for who in ("A. Reader", "B. Second"):
            sign(base, SECOND, who, "2030-07-01")
        published = elsewhere.build(base, elsewhere.HERE)
    shown = [name for name, raw in draft.items() if SHOWN.search(name) and b'http-equiv="refresh"' not in raw]
    silent = [name for name in shown if not any(said in draft[name] for said in marks)]
    still = [name for name, raw in published.items() if any(said in raw for said in marks)]
    kinds = Counter(Path(name).suffix for name in shown)
    said = ", ".join(f"{kind} {count}" for kind, count in sorted(kinds.items()))
    yield f"{len(shown):,} files of an edition that nobody has signed ({said}): {len(shown) - len(silent):,} say"
    yield f"that it is a draft; after two signatures {len(still)} do."
    if silent or still:
        raise Broken(f"{silent[:10]}; {still[:10]}")
    return {"tried": len(shown)}


def packages() -> Told:
    """Change a byte of a package that a lock names, one at a time; it is not installed by the line of the Makefile."""
    lock_lines = (ROOT / "requirements.lock").read_text("utf-8").replace("\\\n", "").splitlines()
    locked = [line for line in lock_lines if line and not line.startswith(("#", " "))]
    loose = [line for line in locked if not re.match(r"[\w.\[\]-]+==\S+ .*--hash=sha256:[0-9a-f]{64}", line)]
    (line,) = re.findall(
        r"pip install .*(--require-hashes) -r requirements\.lock", (ROOT / "Makefile").read_text("utf-8")
    )
    rng, told = random.Random(75), Counter()
    with tempfile.TemporaryDirectory() as folder:
        wheel, lock = Path(folder) / "invented-1-py3-none-any.whl", Path(folder) / "lock.txt"
        with zipfile.ZipFile(wheel, "w") as packed:
            for name, text in INVENTED_WHEEL.items():
                packed.writestr(name, text)
        raw = wheel.read_bytes()
        lock.write_text(f"invented==1 --hash=sha256:{tamper.hashed(raw)}\n", "utf-8")
        command = [sys.executable, "-m", "pip", "install", "--no-index", "--no-deps", "--find-links", folder, line]
        command += ["-r", str(lock), "--target"]
        for number in range(PACKAGES + 1):
            changed = bytearray(raw)
            if number:  # the first is whole
                changed[rng.randrange(len(raw))] ^= 1 << rng.randrange(8)
            wheel.write_bytes(changed)
            target = Path(folder) / f"made{number}"
            done = subprocess.run([*command, str(target)], capture_output=True, text=True)
            what = "installed" if done.returncode == 0 and target.exists() else "refused"
            told["whole" if not number else "changed", what] += 1
    yield f"Each of the {len(locked)} packages of the lock has its version and digests ({len(loose)} have not)."
    yield f"{PACKAGES} changed bytes of an invented package, one at a time (seed 75):"
    yield f"{told['changed', 'refused']} times pip refuses it as the Makefile and CI call it, and nothing is installed."
    if loose or not locked or told != {("whole", "installed"): 1, ("changed", "refused"): PACKAGES}:
        raise Broken(f"{loose[:10]}; {dict(told)}")
    return {"tried": PACKAGES, "packages": len(locked)}


def errata() -> Told:
    """Correct figures of a frozen edition; its pages and its feed say who, when, why and both values."""
    rng, told = random.Random(74), Counter()
    with tempfile.TemporaryDirectory() as folder:
        frozen_one = corrected.frozen(copy_of_project(Path(folder) / "start"))
        for number in range(CORRECTIONS):
            base = Path(shutil.copytree(frozen_one, Path(folder) / f"made{number}"))
            told.update(corrected.places_of_an_erratum(base, rng, number))
            shutil.rmtree(base)
    places = {place: told[place] for place in corrected.PLACES}
    said = ", ".join(f"{place} {count}" for place, count in places.items())
    yield f"{CORRECTIONS} corrected figures of a frozen edition with one before it, one at a time (seed 74)."
    yield f"Who, when, why and both values stand: {said}."
    if set(places.values()) != {CORRECTIONS}:
        raise Broken(f"{places}")
    return {"tried": CORRECTIONS}


def texts() -> Told:
    """Put hostile words into every text of a plan; at each door they stand as they were written, and nothing runs."""
    with tempfile.TemporaryDirectory() as folder:
        base = hostile.hostile_project(Path(folder) / "outside" / "inside")
        first = read_context(SECOND, "zh", base)
        contexts = {code: replace(first, language=code) for code in first.plan.languages}
        judged = {door: at_doors.judged(door, contexts, Path(folder) / door) for door in at_doors.DOORS}
        letters = {
            letter: hostile.places_told(copy_of_project(Path(folder) / f"{number}"), letter)
            for number, letter in enumerate(REFUSED)
        }
    tried = sum(right + len(wrong) for right, wrong in judged.values())
    yield f"{tried:,} texts read at the doors of an invented plan whose every text is Markdown, HTML, Typst, TeX, Jinja"
    yield "and a formula (=, +, - or @) at once:"
    yield ""
    yield "| door | as written | otherwise, or run |"
    yield "|---|---:|---:|"
    for door, (right, wrong) in judged.items():
        yield f"| {door} | {right:,} | {len(wrong)} |"
    places, named = (sum(len(pair[n]) for pair in letters.values()) for n in (0, 1))
    codes = ", ".join(f"U+{ord(letter):04X}" for letter in REFUSED)
    yield ""
    yield f"Letters that turn, hide or steer others ({codes}), in {places:,} places:"
    yield f"{named:,} are refused with file and line."
    wrong = [each for _, found in judged.values() for each in found]
    if wrong or any(given != told for given, told in letters.values()):
        raise Broken(f"{wrong[:5]}; {places} places, {named} named")
    return {"tried": tried, "doors": len(judged), "places": places}


def addresses() -> Told:
    """Remove or rename a file of a deployed folder, one at a time; the command names the address that is gone."""
    os.environ["PLAN_METRICS_ROOT"] = str(ROOT)
    rng, told = random.Random(71), Counter()
    listed = sorted({name for file in (ROOT / LISTS).glob("*.txt") for name in file.read_text("utf-8").splitlines()})
    with tempfile.TemporaryDirectory() as folder:
        site = Path(folder)
        for name in listed:
            (site / name).parent.mkdir(parents=True, exist_ok=True)
            (site / name).touch()
        if left := _missing(site):
            raise Broken(f"a whole site lacks {left[:3]}")
        for index in range(DIGITS):
            name = rng.choice(listed)
            file, other = site / name, site / f"{name}.old"
            file.rename(other)
            kind = "renamed" if index % 2 else "removed"
            if kind == "removed":
                other.unlink()
            told[kind] += _missing(site) == [name]
            file.touch()
            other.unlink(missing_ok=True)
    yield f"A folder with a file at each of the {len(listed):,} addresses that this repository has published;"
    yield f"{DIGITS} of them gone, one at a time (seed 71): `verify --addresses` names {told.total()}, and no other"
    yield f"(removed {told['removed']}, renamed {told['renamed']})."
    if told.total() < DIGITS:
        raise Broken(f"{DIGITS - told.total()} are not told")
    return {"tried": DIGITS, "addresses": len(listed)}


def _missing(site: Path) -> list[str]:
    """The addresses that the command says are gone, with its code."""
    said = io.StringIO()
    with contextlib.redirect_stdout(said):
        code = command(["--language", "en", "verify", "--addresses", str(site), "--json"])
    found = json.loads(said.getvalue())["missing"]
    if code != bool(found):
        raise Broken(f"ended with {code}: {found[:3]}")
    return found


def verified() -> Told:
    """Change digits of the site of this repository; whoever has its manifests, or the right site, is told each."""
    with tempfile.TemporaryDirectory() as folder:
        site = _published(Path(folder))
        if left := manifest_differences(site):
            raise Broken(f"an untouched site differs from its manifests: {left[:3]}")
        rng, told = random.Random(18), Counter()
        for index in range(DIGITS):
            kind = [*tamper.CHANGES][index % len(tamper.CHANGES)]
            name, raw = tamper.tampered(site, kind, rng)
            places = file_differences(name, raw, (site / name).read_bytes())
            by_manifest = tamper.hashed(raw) != tamper.digest_of(site, name)
            told[kind] += by_manifest and bool(places) and all(each.place != BYTE for each in places)
        files = len(files_of(site, site))
    kinds = ", ".join(f"{kind} {count}" for kind, count in told.items())
    yield f"{DIGITS} random digits of the site of this repository ({files:,} files), one at a time (seed 18):"
    yield f"{told.total()} are told by the manifest that names the file and, with the place, by what is computed:"
    yield f"{kinds}."
    if told.total() < DIGITS:
        raise Broken(f"not found: {told}")
    return {"tried": DIGITS, "files": files}


def again() -> Told:
    """Change a digit at every door of the site of this repository; a stranger builds it again from the data alone."""
    with tempfile.TemporaryDirectory() as folder:
        base, site = Path(folder) / "project", _published(Path(folder))
        for name in ("data", "notebooks", "book"):
            shutil.copytree(ROOT / name, base / name)
        rng, changed = random.Random(19), set[str]()
        for kind in tamper.CHANGES:
            name, raw = tamper.tampered(site, kind, rng)
            (site / name).write_bytes(raw)
            tamper.adapt_manifest(site, name)
            changed.add(name)
        start = time.monotonic()
        files, found = _compared(base, site)
        seconds = time.monotonic() - start
    named = {name for name in changed if any(name in file for file in found)}
    others = [file for file in found if not any(name in file for name in (*changed, "manifest.json"))]
    yield f"{len(changed)} digits at once (seed 19), each in the manifest as it is now, by `verify --all`"
    yield f"({seconds:.0f} s): {len(named)} are named; of the {files:,} files built again {len(others)} others differ."
    if named != changed or others:
        raise Broken(f"not found: {changed - named}; found: {others[:10]}")
    return {"tried": files, "changed": len(changed)}


def _published(folder: Path) -> Path:
    """A copy of the site of this repository as a server has it; it is built where it is not."""
    built = ROOT / "build" / "site"
    if not (built / MANIFEST).is_file():
        _run(ROOT, "report")
    return Path(shutil.copytree(built, folder / "site", ignore=shutil.ignore_patterns(".*")))


def _compared(base: Path, site: Path) -> tuple[int, list[str]]:
    """How many files the command has compared, and those that differ."""
    command = [
        sys.executable,
        "-m",
        "plan_metrics",
        "--language",
        "en",
        "verify",
        "--all",
        str(site),
        str(base),
        "--json",
    ]
    done = subprocess.run(command, capture_output=True, text=True, cwd=site)
    if done.returncode > 1:
        raise Broken(done.stderr)
    told = json.loads(done.stdout)
    return told["files"], [each["file"] for each in told["differences"]]


def _script(name: str, **counts: str) -> Callable[[], Told]:
    """A part that is a program of its own; `counts` are patterns of its output, by name."""

    def run() -> Told:
        done = subprocess.run([sys.executable, ROOT / "benchmarks" / name], capture_output=True, text=True, cwd=ROOT)
        yield done.stdout.strip()
        if done.returncode:
            raise Broken(f"{name}: {done.stderr.strip() or done.stdout.strip()}")
        found = {key: re.search(pattern, done.stdout) for key, pattern in counts.items()}
        return {key: _number(hit[1]) for key, hit in found.items() if hit}

    return run


def _number(text: str) -> float:
    """A count as it is printed, or a share in per cent."""
    return round(float(text[:-1]) / 100, 6) if text.endswith("%") else int(text.replace(",", ""))


PARTS: dict[str, tuple[str, Callable[[], Told]]] = {
    "damage": ("Damaged files", damage),
    "kills": ("Killed commands", kills),
    "builds": ("Two builds", builds),
    "attack": (
        "What is suppressed, attacked",
        _script("attack.py", plans=r"plans: ([\d,]+)", tried=r"small counts: ([\d,]+)", public=r"public: ([\d,]+)"),
    ),
    "errors": (
        "An analyst's mistakes",
        _script("errors.py", any_row=FIRST.format("any row"), new_rows=FIRST.format("new rows")),
    ),
    "sheets": ("Damaged tables to import", sheets),
    "verify": ("A published site, changed", verified),
    "again": ("A published site, built again", again),
    "receipts": ("Receipts, worked out", receipts),
    "frozen": ("Frozen editions, changed", frozen),
    "signed": ("A signed edition, changed", signed),
    "drafts": ("What nobody has signed", drafts),
    "errata": ("Figures corrected after freezing", errata),
    "packages": ("A package, changed", packages),
    "texts": ("Texts that would be something else", texts),
    "addresses": ("Published addresses, gone", addresses),
    "doors": ("Poisoned doors", doors),
}


def main(*parts: str) -> int:
    """Run the parts (all of them, without words) and write what they found; 1 where a promise is broken."""
    broken = False
    for name in parts or PARTS:
        title, run = PARTS[name]
        found, counts = [], {}
        try:
            counts = _run_through(run(), found)
        except Broken as error:
            broken = True
            found += ["", f"Broken: {str(error)[:2000]}"]
        print(f"## {title}", "", *found, sep="\n", flush=True)
        _note(title, "\n".join(found))
        _count(name, {**counts, "broken": int(not counts)})
    return int(broken)


def _run_through(run: Told, lines: list[str]) -> dict[str, float]:
    """Take the lines of a part as they come; its counts at the end."""
    while True:
        try:
            lines.append(next(run))
        except StopIteration as end:
            return end.value or {}


def _count(name: str, counts: dict[str, float]) -> None:
    """Put the counts of a part in the place of those it had; a broken promise keeps no other."""
    known = json.loads(COUNTS.read_text("utf-8")) if COUNTS.is_file() else {}
    known[name] = counts
    COUNTS.write_text(json.dumps(known, indent=1, sort_keys=True) + "\n", "utf-8")


def _note(title: str, found: str) -> None:
    """Put what a part found in the place of what it found before."""
    parts = {}
    if NOTES.is_file():
        parts = dict(part.split("\n", 1) for part in NOTES.read_text("utf-8").split("\n## ")[1:])
    parts[title] = f"\n{found}\n"
    text = "".join(f"\n## {name}\n{parts[name]}" for name, _ in PARTS.values() if name in parts)
    NOTES.write_text(f"{HEAD}{text}", "utf-8")


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
