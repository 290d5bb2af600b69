"""The tree of a plan's reference areas: who lies in whom, and what makes up what in a period. Groups lie across it."""

from __future__ import annotations

import datetime as dt
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from plan_metrics.plan.code_lists import GROUP, Region
from plan_metrics.plan.concordance import Moment, Succession, days_of, moment_of

KEPT = 8  # trees of as many plans


@dataclass(frozen=True)
class Tree:
    """Each area by its code, the area of the tree that it lies in, and those that lie in it, in the file's order.

    The whole has no parent. The parent of an area is the nearest area above it that is no group, else the whole; of one
    that has ended, what it became, and of one that had not begun, what it was before. `parent` is where an area lay
    last, `children` has all that ever lay in it, `path` leads down to it from the whole.
    """

    area: Mapping[str, Region]
    parent: Mapping[str, str]
    children: Mapping[str, Sequence[Region]]
    _above: Mapping[str, str]
    _adding: frozenset[str]
    _changes: tuple[Mapping[str, Sequence[str]], Mapping[str, Sequence[str]]]
    _cuts: Sequence[dt.date]
    _made: dict[tuple[int, int], Mapping[str, tuple[str, ...]]] = field(default_factory=dict)

    def path(self, region: str) -> list[Region]:
        """From the whole down to the area that this one lies in; empty for the whole and for groups."""
        found: list[Region] = []
        while region in self.parent:
            region = self.parent[region]
            found.insert(0, self.area[region])
        return found

    def sums(self, period: str, moment: Moment = "any") -> Mapping[str, tuple[str, ...]]:
        """Each area and group that others make up, with these, of the areas that are there in a period.

        An area is made up by those of the next level, where that level adds up; a group by its members.
        """
        first, last = moment_of(period, moment)
        key = bisect_right(self._cuts, first), bisect_right(self._cuts, last)
        if key not in self._made:
            self._made[key] = dict(self._sums(first, last))
        return self._made[key]

    def parts(self, region: str, period: str, moment: Moment = "any") -> tuple[str, ...]:
        """What makes up an area or a group in a period; none where nothing does."""
        return self.sums(period, moment).get(region, ())

    def there(self, region: str, period: str) -> bool:
        """Whether an area is there on any day of a period."""
        card = self.area[region]
        return not (card.begins or card.ends) or self._there(region, *moment_of(period))

    def there_on(self, region: str, day: dt.date) -> bool:
        """Whether an area is there on a day."""
        return self._there(region, day, day)

    def changes_in(self, period: str) -> bool:
        """Whether an area begins, ends or becomes another within a period: its parts are then not those of one day."""
        first, last = moment_of(period)
        return bisect_right(self._cuts, first) != bisect_right(self._cuts, last)

    def lies_in(self, region: str, first: dt.date, last: dt.date) -> str | None:
        """The area that a part of the tree lies in between two days; None where several might be meant."""
        found = list(self._then(self._above[region], first, last))
        return found[0] if len(set(found)) == 1 else None

    def lost(self, region: str) -> dt.date | None:
        """The first day on which nothing says in what a part of the tree lies, for what it lay in is not there."""
        if region not in self._above:
            return None
        return next((day for day in self._days(region) if self.lies_in(region, day, day) is None), None)

    def _days(self, code: str) -> list[dt.date]:
        """The first day of an area, and each on which others begin or end while it is there."""
        begins, ends = days_of(self.area[code])
        return [begins, *(day for day in self._cuts if begins < day <= ends)]

    def _sums(self, first: dt.date, last: dt.date) -> Iterator[tuple[str, tuple[str, ...]]]:
        made_of: dict[str, list[str]] = {}
        for code in self._above:
            if self._there(code, first, last) and self.area[code].level in self._adding:
                above = self.lies_in(code, first, last)
                made_of.setdefault(above or "", []).append(code)
        yield from ((above, tuple(parts)) for above, parts in made_of.items() if above)
        for group in self.area.values():
            members = [then for member in group.members.split() for then in self._then(member, first, last)]
            if members and self._there(group.region, first, last):
                yield group.region, tuple(dict.fromkeys(members))

    def _there(self, code: str, first: dt.date, last: dt.date) -> bool:
        region = self.area[code]
        if not region.begins and not region.ends:
            return True
        begins, ends = days_of(region)
        return begins <= last and first <= ends

    def _then(self, code: str, first: dt.date, last: dt.date) -> Iterator[str]:
        """The areas that an area became or was before, between two days; itself where it is there."""
        waiting, seen = [code], {code}
        while waiting:
            at = waiting.pop(0)
            if at not in self.area:
                continue
            if self._there(at, first, last):
                yield at
                continue
            later = self._changes[days_of(self.area[at])[1] >= first].get(at, ())
            waiting += [other for other in later if other not in seen]
            seen.update(later)


_kept: list[tuple[tuple[object, ...], Tree]] = []


def tree_of(
    regions: tuple[Region, ...], whole: str, adding: frozenset[str], concordance: tuple[Succession, ...]
) -> Tree:
    """The tree of these regions; that of the same tuples is made once. `adding` are the levels that add up."""
    for (area, top, levels, changes), tree in _kept:
        if area is regions and top == whole and levels == adding and changes is concordance:
            return tree
    tree = _tree(regions, whole, adding, concordance)
    _kept.append(((regions, whole, adding, concordance), tree))
    del _kept[:-KEPT]
    return tree


def _tree(regions: Sequence[Region], whole: str, adding: frozenset[str], concordance: Sequence[Succession]) -> Tree:
    area = {region.region: region for region in regions}
    above = {
        region.region: _nearest_above(area, region, whole)
        for region in regions
        if region.level != GROUP and region.region != whole
    }
    above = {code: parent for code, parent in above.items() if parent in area}
    became: dict[str, list[str]] = {}
    was: dict[str, list[str]] = {}
    for each in concordance:
        if each.before != each.after:
            became.setdefault(each.before, []).append(each.after)
            was.setdefault(each.after, []).append(each.before)
    children: dict[str, list[Region]] = {}
    parent: dict[str, str] = {}
    tree = Tree(area, parent, children, above, adding, (became, was), _cuts(regions))
    for code in above:
        lay_in = [tree.lies_in(code, day, day) or above[code] for day in tree._days(code)]
        parent[code] = lay_in[-1]
        for each in dict.fromkeys(lay_in):
            children.setdefault(each, []).append(area[code])
    return tree


def _cuts(regions: Iterable[Region]) -> list[dt.date]:
    """The days on which an area begins, or is no longer there."""
    lives = [days_of(region) for region in regions]
    ends = {end + dt.timedelta(1) for _, end in lives if end < dt.date.max}
    return sorted({begin for begin, _ in lives if begin > dt.date.min} | ends)


def _nearest_above(area: Mapping[str, Region], region: Region, whole: str) -> str:
    """The nearest area above that is no group; circles, which are a fault of their own, end at the whole."""
    seen, at = {region.region}, region.parent
    while at in area and at not in seen and area[at].level == GROUP:
        seen.add(at)
        at = area[at].parent
    return at if at in area and at not in seen else whole
