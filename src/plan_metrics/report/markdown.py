"""Text into Markdown: the one door through which words of the data reach a page that is written in it.

Works as `markupsafe` does for HTML: what is `Markdown` already stays, anything else is text and is escaped where it is
filled in. HTML of ours goes through `html_block`.
"""

from __future__ import annotations

import re

SPACE = re.compile(r"[ \t\r\n\f\v]+")
# All marks of ASCII, of which alone CommonMark makes structure; `,-./` stay between letters or digits, where they say
# nothing.
MARKS = re.compile(r"[!-+:-@\[-`{-~]|(?<![0-9A-Za-z])[,-/]|[,-/](?![0-9A-Za-z])")
BLANK_LINES = re.compile(r"[ \t]*\n\s*")


class Markdown(str):
    """Text that is Markdown already; what `%` fills into it is escaped."""

    __slots__ = ()

    def __mod__(self, values: object) -> Markdown:
        if isinstance(values, dict):
            filled: object = {name: escaped(value) for name, value in values.items()}
        else:
            filled = tuple(map(escaped, values)) if isinstance(values, tuple) else escaped(values)
        return Markdown(str.__mod__(self, filled))


def escaped(value: object) -> Markdown:
    r"""A text as Markdown of one line that shows it letter by letter; Markdown stays as it is.

    Marks are written as numeric references, of which CommonMark says that they never stand for structure; white
    space of any length is one space, as on any page.

    >>> escaped("$5x$ of A01.2\n\n# 1. *b*")
    '&#36;5x&#36; of A01.2 &#35; 1&#46; &#42;b&#42;'
    """
    if isinstance(value, Markdown):
        return value
    line = SPACE.sub(" ", str(value)).strip()
    return Markdown(MARKS.sub(lambda mark: f"&#{ord(mark[0])};", line))


def html_block(html: str) -> Markdown:
    """HTML of ours as a block of a Markdown page; it ends at the first blank line, so none is left in it.

    >>> html_block("<div>a\\n\\n  b</div>")
    '<div>a\\nb</div>\\n'
    """
    return Markdown(BLANK_LINES.sub("\n", html.strip()) + "\n")
