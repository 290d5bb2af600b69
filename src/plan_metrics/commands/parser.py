"""The words of a command line: the parser of all commands, with help, examples and errors in the reader's language."""

from __future__ import annotations

import argparse
import difflib
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, NoReturn

from plan_metrics.commands.call import BAD_INPUT, Call
from plan_metrics.errors import N_
from plan_metrics.languages import INTERFACE
from plan_metrics.terminal import reworded
from plan_metrics.views.language import catalogue, reader_language

PROGRAM = "plan-metrics"
ABOUT = N_("Turns a plan and the figures of its editions into an auditable progress report.")
# What argparse says itself, for the catalogue; of errors, what `reworded` knows.
USAGE = N_("usage: ")
HEADINGS = N_("positional arguments"), N_("options")
ERROR = N_("%(prog)s: error: %(message)s\n")
UNKNOWN = "unrecognized arguments: %s"
NEAR = 0.7  # of difflib: langage for language, and not fast for format
CODES = N_(
    "exit codes: 0 all is well; 1 a page failed or differs from what was published; "
    "2 a fault in what was given, nothing was changed; 130 interrupted"
)
EXAMPLE = N_("example: {example}")
FORMS = ("text", "json", "github")


class Help(argparse.HelpFormatter):
    """Help whose last lines, the example and the exit codes, stay lines."""

    def _fill_text(self, text: str, width: int, indent: str) -> str:
        return "\n".join(super(Help, self)._fill_text(line, width, indent) for line in text.splitlines())


class Parser(argparse.ArgumentParser):
    """A parser whose own words are of a language, and that says what a misspelt word may have been."""

    def __init__(self, *, gettext: Callable[[str], str], **named: Any) -> None:
        class Translated(Help):
            def add_usage(self, usage: Any, actions: Any, groups: Any, prefix: str | None = None) -> None:
                super().add_usage(usage, actions, groups, gettext(USAGE) if prefix is None else prefix)

            def start_section(self, heading: str | None) -> None:
                super().start_section(heading and gettext(heading))

        super().__init__(**named, formatter_class=Translated, add_help=False)
        self.gettext = gettext
        self.near: tuple[str, ...] = ()  # what the last word may have been that was refused
        self.add_argument("-h", "--help", action="help", help=gettext("show this help message and exit"))

    def add_edition(self, *, needed: bool) -> None:
        """Add the edition that a command is about; where it is not needed, it is that of the plan."""
        _ = self.gettext
        if needed:
            self.add_argument("edition", help=_("such as 2026-02"))
        else:
            self.add_argument("edition", nargs="?", help=_("such as 2026-02; default: the plan's default edition"))

    def error(self, message: str) -> NoReturn:
        """End with the usage, what is wrong, and what may have been meant."""
        said = reworded(message, self.gettext)
        if self.near:
            near = ", ".join(self.near)
            said = self.gettext("{message}; perhaps {near} is meant").format(message=said, near=near)
        self.print_usage(sys.stderr)
        self.exit(BAD_INPUT, self.gettext(ERROR) % {"prog": self.prog, "message": said})

    def unknown(self, words: Sequence[str]) -> NoReturn:
        """End because of words that are no option of this command."""
        options = [name[2:] for action in self._actions for name in action.option_strings if name.startswith("--")]
        close = [difflib.get_close_matches(word.partition("=")[0].lstrip("-"), options, 1, NEAR) for word in words]
        self.near = tuple(dict.fromkeys(f"--{name}" for names in close for name in names))
        self.error(UNKNOWN % " ".join(words))

    def _check_value(self, action: argparse.Action, value: object) -> None:
        if action.choices is not None and value not in action.choices:
            self.near = tuple(difflib.get_close_matches(str(value), map(str, action.choices), 1, NEAR))
        super()._check_value(action, value)


@dataclass(frozen=True)
class Commands:
    """Where a group adds its commands; `gettext` translates their words, `languages` are those of the plan."""

    gettext: Callable[[str], str]
    languages: Sequence[str]
    parsers: argparse._SubParsersAction[Parser]

    def add(
        self,
        name: str,
        run: Callable[[Call], int],
        about: str,
        example: str,
        *,
        reports: bool = True,
    ) -> Parser:
        """The parser of a new command, for its arguments: what it does in a line, and an example of its arguments.

        One that `reports` says results, faults and refusals in each of `FORMS`.
        """
        _ = self.gettext
        told = _(EXAMPLE).format(example=f"{PROGRAM} {name} {example}".rstrip())
        parser = self.parsers.add_parser(
            name, help=about, description=about, epilog=f"{told}\n{_(CODES)}", gettext=self.gettext
        )
        if reports:
            words = _("for people, as a JSON object, or with faults as annotations of a code host")
            parser.add_argument("--format", choices=FORMS, default="text", help=words)
            words = _("the same as --format json")
            parser.add_argument("--json", dest="format", action="store_const", const="json", default="text", help=words)
        _common(parser, self.gettext, default=argparse.SUPPRESS)
        parser.set_defaults(run=run, parser=parser)
        return parser


def command_line(language: str, groups: Sequence[Any], languages: Sequence[str] = INTERFACE) -> Parser:
    """The parser of all commands of these groups; help and errors in a language, for a plan in some."""
    _ = catalogue(language).gettext
    told = _(EXAMPLE).format(example=f"{PROGRAM} check --strict")
    parser = Parser(gettext=_, prog=PROGRAM, description=_(ABOUT), epilog=f"{told}\n{_(CODES)}")
    parser.add_argument("--version", action=Version, nargs=0, help=_("say which version this is, and exit"))
    _common(parser, _, default=None)
    commands = Commands(_, languages, parser.add_subparsers(required=True, metavar="COMMAND", parser_class=Parser))
    for group in groups:
        group.register(commands)
    return parser


def parsed(parser: Parser, arguments: Sequence[str]) -> argparse.Namespace:
    """What was chosen on a command line; one that is wrong ends the program with code 2 and the usage."""
    options = parser._option_string_actions
    words = iter(arguments)
    for word in words:  # up to the command, which an unknown option would be taken for the value of
        name = word.partition("=")[0]
        if not name.startswith("-"):
            break
        if not any(option.startswith(name) for option in options):
            parser.unknown([word])
        if "=" not in word and options.get(name, parser).nargs is None:  # type: ignore[union-attr]
            next(words, None)
    chosen, left = parser.parse_known_args(arguments)
    if left:
        chosen.parser.unknown(left)
    return chosen


def asked_language(arguments: Sequence[str]) -> str:
    """The language of a command line, also of one that is wrong; without one that of the terminal."""
    first = argparse.ArgumentParser(add_help=False)
    first.add_argument("--language", nargs="?")
    named = first.parse_known_args(arguments)[0].language
    return named if named in INTERFACE else reader_language()


class Version(argparse.Action):
    """Says the version and ends."""

    def __call__(self, parser: argparse.ArgumentParser, *_: object) -> NoReturn:
        from importlib.metadata import version

        parser.exit(message=f"{PROGRAM} {version(PROGRAM)}\n")


def _common(parser: Parser, gettext: Callable[[str], str], default: object) -> None:
    """The options that stand before the command or behind it."""
    about = gettext("language of the messages (default: the terminal’s)")
    parser.add_argument("--language", choices=INTERFACE, default=default, help=about)
    about = gettext("say only faults, and results that were asked for")
    parser.add_argument("--quiet", action="store_true", default=default or False, help=about)
