"""Readers' questions with their shortest paths (`questions.toml`), walked in a browser from the front page."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.sync_api import Locator, Page

STEPS, SCREENS = 3, 2  # at most: steps from the front page, and screens from where the last one leads
WAIT = 20_000  # milliseconds until a step that leads nowhere fails


@dataclass(frozen=True)
class Walked:
    """How an answer was found: the steps, and how far below the top of the last screen it ends, in screens.

    `screens` is None where the path leads to no answer, and below 0 where it stands above that screen.
    """

    question: str
    steps: int
    screens: float | None

    @property
    def is_short(self) -> bool:
        """Whether the path keeps its promise."""
        return self.steps <= STEPS and self.screens is not None and 0 <= self.screens <= SCREENS

    @property
    def told(self) -> str:
        """The question with what its path takes."""
        return f"{self.question} {self.steps} steps, {f'{self.screens:.1f} screens' if self.screens else 'no answer'}"


def questions() -> list[dict[str, Any]]:
    """Every question, in the order of the file."""
    return tomllib.loads(Path(__file__).with_suffix(".toml").read_text("utf-8"))["question"]


def walk(page: Page, question: dict[str, Any], language: str) -> Walked:
    """Follow the steps of a question on the front page that is open, and look for its answer.

    A step that is not to be seen, or an answer that is not there, raises a timeout of Playwright.
    """
    page.set_default_timeout(WAIT)
    for kind, selector, *value in question["steps"]:
        target = _seen(page.locator(selector))
        if kind == "click":
            target.click()
        elif kind == "choose":
            target.select_option(value[0])
        else:
            target.fill(value[0][language])
            target.press("Enter")
        page.wait_for_load_state()
    answer = _seen(page.locator(question["answer"]).filter(has_text=question["says"][language]))
    answer.wait_for()
    box, height = answer.bounding_box(), page.viewport_size["height"]  # of the screen as the last step left it
    ends = (box["y"] + box["height"]) / height if box["y"] >= 0 else -1.0
    return Walked(question[language], len(question["steps"]), ends)


def _seen(found: Locator) -> Locator:
    return found.locator("visible=true").first
