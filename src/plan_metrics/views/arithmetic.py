"""A line of arithmetic as people write it: the numbers in place of the names, ×, fractions on one line, powers raised."""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from plan_metrics.errors import N_
from plan_metrics.views.blocks import filled, joined
from plan_metrics.views.nodes import Node, el

SIGNS = {ast.Add: (" + ", 1), ast.Sub: (" − ", 1), ast.Mult: (" × ", 2), ast.Div: (" / ", 2), ast.Pow: ("", 4)}
LONGEST = 12  # numbers in a row; of more, the first and the last are shown
IN_WORDS = {
    "median": N_("the middle one of {numbers}"),
    "min": N_("the smallest of {numbers}"),
    "max": N_("the largest of {numbers}"),
    "rises": N_("pairs of {numbers} that rise"),
    "falls": N_("pairs of {numbers} that fall"),
}

Write = Callable[[str, Any], str]  # the name and the value of a number, as it is shown; no name for a constant
Say = Callable[[str], str]


def arithmetic(expression: str, values: Mapping[str, Any], write: Write, say: Say) -> Node:
    """An expression of `manual.work.BY_HAND` with its numbers; `say` translates a text.

    >>> as_it_is = lambda name, value: str(value)
    >>> str(arithmetic("(v / b) ** (1 / t) - 1", {"v": 17, "b": 8, "t": 12}, as_it_is, str))
    '(17 / 8)<sup>1 / 12</sup> − 1'
    """
    return _Writer(values, write, say).text(ast.parse(expression.strip(), mode="eval").body)[0]


class _Writer:
    """Writes the nodes of one expression, each with how tightly it binds (4 is a single thing)."""

    def __init__(self, values: Mapping[str, Any], write: Write, say: Say):
        self.values, self.write, self.say = values, write, say

    def text(self, node: ast.expr) -> tuple[Node, int]:
        match node:
            case ast.Name(id=name):
                return self.number(name, self.values[name])
            case ast.Constant(value=value):
                return self.number("", value)
            case ast.Subscript(value=ast.Name(id=name), slice=ast.Constant(value=place)):
                return self.number(name, self.values[name][place])
            case ast.UnaryOp(op=ast.USub(), operand=operand):
                return joined(["−", self.within(operand, 3)], ""), 3
            case ast.BinOp(left=left, op=ast.Pow(), right=right):
                return joined([self.within(left, 5), el("sup", self.text(right)[0])], ""), 4
            case ast.BinOp(left=left, op=op, right=right):
                sign, binds = SIGNS[type(op)]
                tighter = binds + isinstance(op, ast.Sub | ast.Div)
                return joined([self.within(left, binds), self.within(right, tighter)], sign), binds
            case ast.Call(func=ast.Name(id=name), args=arguments):
                return self.call(name, arguments)
        raise ValueError(f"{ast.unparse(node)}; expected numbers, names, + - * / ** and the functions of BY_HAND")

    def call(self, name: str, arguments: Sequence[ast.expr]) -> tuple[Node, int]:
        if name == "sqrt":
            return joined(["√", self.within(arguments[0], 5)], ""), 4
        if name == "abs":
            return joined(["|", self.text(arguments[0])[0], "|"], ""), 4
        if name == "t":
            share, freedom = (self.text(one)[0] for one in arguments)
            return joined([el("var", "t"), el("sub", freedom), "(", share, ")"], ""), 4
        if name in ("ln", "exp"):
            return joined([name, "(", self.text(arguments[0])[0], ")"], ""), 4
        if name == "dot":
            one, other = (self.items(argument, 2) for argument in arguments)
            return self.row([joined(pair, " × ") for pair in zip(one, other, strict=True)], " + "), 1
        if name == "sum":
            return self.row(self.items(arguments[0], 1), " + "), 1
        if name == "mean":
            numbers = self.items(arguments[0], 1)
            return joined(["(", self.row(numbers, " + "), ") / ", len(numbers)], ""), 2
        numbers = self.items(arguments[0], 0) if len(arguments) == 1 else [self.text(one)[0] for one in arguments]
        return filled(self.say(IN_WORDS[name]), numbers=self.row(numbers, "; ")), 0

    def items(self, node: ast.expr, binds: int) -> list[Node]:
        """The items of a list that is named or written out."""
        if isinstance(node, ast.List):
            return [self.within(one, binds) for one in node.elts]
        name = node.id if isinstance(node, ast.Name) else ""
        return [self.bracketed(*self.number(name, value), binds) for value in self.values[name]]

    def row(self, items: Sequence[Node], between: str) -> Node:
        few = items if len(items) <= LONGEST else [*items[:3], "…", items[-1]]
        return joined(few, between)

    def number(self, name: str, value: object) -> tuple[Node, int]:
        negative = isinstance(value, int | float) and value < 0
        return self.write(name, value), 0 if negative else 5

    def within(self, node: ast.expr, binds: int) -> Node:
        return self.bracketed(*self.text(node), binds)

    @staticmethod
    def bracketed(text: Node, inner: int, outer: int) -> Node:
        return text if inner >= outer else joined(["(", text, ")"], "")
