"""The words of the plausibility warnings: what was found and expected, and what to do, for one figure and for many."""

from __future__ import annotations

from plan_metrics.errors import N_

COMPARE = N_("Compare with the source. If the figure is right, answer the warning in answers.csv and say why.")
SLIP = N_("Compare with the source: a digit too many or too few; 万 or 亿 counted twice or forgotten?")
DIGITS = N_("Compare with the source: are two digits in each other’s place? {swapped} would fit.")
OTHERS = N_("It is the figure that the edition {previous} had for {holder}: does it stand in the wrong line?")
CARRIED = N_("Compare with the source: was the old figure carried over? If it is right, answer in answers.csv.")
REVISED = N_("If the source has revised it, say so in the note and in answers.csv; if not, restore the old value.")
PASTED = N_("Compare the whole column with the source: was it pasted into the wrong rows?")

# By rule and kind: what was found, and what was expected.
ONE: dict[tuple[str, str], tuple[str, str]] = {
    ("unusual_step", "alone"): (
        N_("{value}, after {before} in {other} (line {line}): {times} times the usual spread of such a change"),
        N_("about {low} to {high}, as figures of this kind change"),
    ),
    ("unusual_step", "past"): (
        N_("{value}, beside {before} in {other} (line {line}): {times} times the spread of {others} other changes"),
        N_("about {low} to {high}, as this indicator changes"),
    ),
    ("unusual_step", "group"): (
        N_("{value}, beside {before} in {other} (line {line}): {times} times the spread among {others} other regions"),
        N_("about {low} to {high}, as the other regions changed in that time"),
    ),
    ("unusual_step", "spike"): (
        N_(
            "{value}, between {before} in {other} (line {line}) and {after} in {later}: off both to one side, "
            "{times} times the usual spread of the two changes together"
        ),
        N_("about {low} to {high}, as its two neighbours suggest"),
    ),
    ("unusual_zero", ""): (
        N_("0, where the {others} other counts of the edition are above 0"),
        N_("a count above 0, or an empty cell with a flag where there is no figure"),
    ),
    ("finer_digits", ""): (
        N_("{value}, exact to {digit}, where the {others} other figures of its series are exact to {coarse} at best"),
        N_("a figure as the source prints the others, unless it is from another source"),
    ),
    ("repeated_value", "period"): (
        N_("{count} figures in {period} that are all those of {other}"),
        N_("figures of their own: so many agree by chance once in {chance} times"),
    ),
    ("unit_slip", ""): (
        N_("{value}, about {factor} times the value of {other} (line {line}: {before})"),
        N_("a value of the same size as its neighbours in the series: about {low} to {high}"),
    ),
    ("unit_slip", "part"): (
        N_("{value}, about a {factor}th of the value of {other} (line {line}: {before})"),
        N_("a value of the same size as its neighbours in the series: about {low} to {high}"),
    ),
    ("unlike_siblings", ""): (
        N_("{value} beside {beside} of {other} (line {line}): {times} times the spread of {others} other such ratios"),
        N_("about {likely}, as the ratio of the two is elsewhere or was before"),
    ),
    ("unlike_peers", ""): (
        N_("{value}: {times} times as far from the middle as {others} other regions usually are"),
        N_("a figure such as {likely}"),
    ),
    ("unlike_rates", ""): (
        N_("{value}: {times} times as far from the middle as {others} other shares of its kind usually are"),
        N_("a share such as {likely}"),
    ),
    ("unlike_unit", ""): (
        N_("{value}: {times} times as far from the middle as {others} other indicators of its unit usually are"),
        N_("a figure of the size that other figures of the unit have, such as {likely}"),
    ),
    ("part_above_whole", "region"): (
        N_("{value}, {ratio} times the figure of {where} (line {line}: {beside})"),
        N_("a region’s figure that is not above that of the whole"),
    ),
    ("part_above_whole", "breakdown"): (
        N_("{value}, {ratio} times the figure of {where} (line {line}: {beside})"),
        N_("a breakdown’s figure that is not above that of the whole"),
    ),
    ("part_above_whole", "time"): (
        N_("{value}, {ratio} times the figure of {where} (line {line}: {beside})"),
        N_("a figure of a shorter period that is not above that of the longer one"),
    ),
    ("part_is_whole", ""): (
        N_("{value}, the same as the figure of {where} (line {line}), which is only a part"),
        N_("the figure of the whole period"),
    ),
    ("parts_above_whole", "region"): (
        N_("{value}, where {count} parts add up to {sum}, {ratio} times as much"),
        N_("a whole that is not below the sum of its regions"),
    ),
    ("parts_above_whole", "breakdown"): (
        N_("{value}, where {count} parts add up to {sum}, {ratio} times as much"),
        N_("a whole that is not below the sum of its parts"),
    ),
    ("parts_above_whole", "time"): (
        N_("{value}, where {count} parts add up to {sum}, {ratio} times as much"),
        N_("a year that is not below the sum of its periods"),
    ),
    ("parts_below_whole", "region"): (
        N_("{value}, where all {count} parts add up to {sum}, {ratio} times as much"),
        N_("the sum of its regions, all of which are known"),
    ),
    ("parts_below_whole", "breakdown"): (
        N_("{value}, where all {count} parts add up to {sum}, {ratio} times as much"),
        N_("the sum of its parts, all of which are known"),
    ),
    ("parts_below_whole", "time"): (
        N_("{value}, where all {count} parts add up to {sum}, {ratio} times as much"),
        N_("the sum of its periods, all of which are known"),
    ),
    ("total_falls", ""): (
        N_("{value}, where {where} had {beside} already (line {line})"),
        N_("a total since a start that does not fall"),
    ),
    ("numerator_above_denominator", ""): (
        N_("{value}, above the {beside} of {other} (line {line}), of which {share} is the share"),
        N_("a numerator that is not above its denominator"),
    ),
    ("share_unlike_counts", ""): (
        N_("{value} percent, where the counts of {other} give {derived}"),
        N_("the share that the counts of region and whole give"),
    ),
    ("unusual_sign", ""): (
        N_("{value}, with another sign than all {others} other figures of the indicator"),
        N_("a figure with the sign of the others"),
    ),
    ("carried_over", ""): (
        N_("{value}, the same as in {other} (line {line})"),
        N_("another value than in the period before: so exact figures agree by chance once in {chance} times"),
    ),
    ("repeated_value", "region"): (
        N_("{value}, the same as in {other} (line {line})"),
        N_("another value than in other regions: so exact figures agree by chance once in {chance} times"),
    ),
    ("repeated_value", "indicator"): (
        N_("{value}, the same as for {other} (line {line})"),
        N_("another value than for other indicators: so exact figures agree by chance once in {chance} times"),
    ),
    ("revised", ""): (
        N_("{value}, where the edition {previous} had {old}"),
        N_("the value of the previous edition, unless the source has revised it"),
    ),
    ("moved_column", "past down"): (
        N_("{count} regions in {period}, from {regions}: off their neighbouring periods by {stays}% in the middle"),
        N_("figures that fit: each one row further up they are off by {moved}%"),
    ),
    ("moved_column", "past up"): (
        N_("{count} regions in {period}, from {regions}: off their neighbouring periods by {stays}% in the middle"),
        N_("figures that fit: each one row further down they are off by {moved}%"),
    ),
    ("moved_column", "inhabitants down"): (
        N_("{count} regions in {period}, from {regions}: off what their population suggests by {stays}% in the middle"),
        N_("figures that fit: each one row further up they are off by {moved}%"),
    ),
    ("moved_column", "inhabitants up"): (
        N_("{count} regions in {period}, from {regions}: off what their population suggests by {stays}% in the middle"),
        N_("figures that fit: each one row further down they are off by {moved}%"),
    ),
    ("moved_column", "sorted"): (
        N_("{count} regions in {period}, from {regions}: sorted by size, off their neighbours in time by {stays}%"),
        N_("figures beside the names that they belong to"),
    ),
}  # fmt: skip

# Several alike ones, by rule: what was found, and what was expected of each.
MANY: dict[str, tuple[str, str]] = {
    "unusual_step": (
        N_("{count} figures, by line {places}: up to {times} times the usual spread of a change"),
        N_("figures that change as this indicator or the other regions do"),
    ),
    "unit_slip": (
        N_("{count} figures, by line {places}: each ten times its neighbours or more, or so small a part"),
        N_("values of the same size as their neighbours in the series"),
    ),
    "unlike_siblings": (
        N_("{count} figures, by line {places}: up to {times} times the spread of the ratio to other indicators"),
        N_("figures that stand to the indicators beside them as elsewhere or before"),
    ),
    "unlike_peers": (
        N_("{count} figures, by line {places}: up to {times} times as far from the middle as regions usually are"),
        N_("figures of the size of other regions"),
    ),
    "part_above_whole": (
        N_("{count} figures, by line {places}: each above that of its whole"),
        N_("parts that are not above their whole"),
    ),
    "total_falls": (
        N_("{count} figures, by line {places}: each below an earlier one"),
        N_("totals since a start that do not fall"),
    ),
    "carried_over": (
        N_("{count} figures, by line {places}: each the same as in the period before"),
        N_("other values than in the period before"),
    ),
    "repeated_value": (
        N_("{count} figures, by line {places}: each the same as another one"),
        N_("figures of their own"),
    ),
    "revised": (
        N_("{count} figures, by line {places}: other than in the edition {previous}, by up to {change}%"),
        N_("the values of the previous edition, unless the source has revised them"),
    ),
}  # fmt: skip
