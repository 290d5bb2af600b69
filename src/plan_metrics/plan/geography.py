"""The tree of a plan's reference areas: who lies in whom, on which level. Groups lie across it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from plan_metrics.plan.code_lists import GROUP, Region

KEPT = 8  # trees of as many plans


@dataclass(frozen=True)
class Tree:
    """Each area by its code, the area of the tree that it lies in, and those that lie in it, in the file's order.

    The whole has no parent. The parent of an area is the nearest area above it that is no group, else the whole.
    """

    area: Mapping[str, Region]
    parent: Mapping[str, str]
    children: Mapping[str, Sequence[Region]]

    def path(self, region: str) -> list[Region]:
        """From the whole down to the area that this one lies in; empty for the whole and for groups."""
        found: list[Region] = []
        while region in self.parent:
            region = self.parent[region]
            found.insert(0, self.area[region])
        return found


_kept: list[tuple[tuple[Region, ...], str, Tree]] = []


def tree_of(regions: tuple[Region, ...], whole: str) -> Tree:
    """The tree of these regions; that of the same tuple is made once."""
    for known, top, tree in _kept:
        if known is regions and top == whole:
            return tree
    tree = _made(regions, whole)
    _kept.append((regions, whole, tree))
    del _kept[:-KEPT]
    return tree


def _made(regions: Sequence[Region], whole: str) -> Tree:
    area = {region.region: region for region in regions}
    parent = {
        region.region: _above(area, region, whole)
        for region in regions
        if region.level != GROUP and region.region != whole
    }
    children: dict[str, list[Region]] = {}
    for code, above in parent.items():
        children.setdefault(above, []).append(area[code])
    return Tree(area, {code: above for code, above in parent.items() if above in area}, children)


def _above(area: Mapping[str, Region], region: Region, whole: str) -> str:
    """The nearest area above that is no group; circles, which are a fault of their own, end at the whole."""
    seen, at = {region.region}, region.parent
    while at in area and at not in seen and area[at].level == GROUP:
        seen.add(at)
        at = area[at].parent
    return at if at in area and at not in seen else whole
