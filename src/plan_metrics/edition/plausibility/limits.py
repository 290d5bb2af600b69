"""Every threshold of the plausibility checks, with its reason. Changed together with `benchmarks/errors.py`."""

from __future__ import annotations

# How many spreads away a figure is told. A spread is that of a normal distribution with the same quartiles. Chosen as
# low as the shipped editions allow: about two figures in a hundred of 2026-11 are told, each of which was compared with
# its source and found right; of the invented plan of 300 regions, one in 4,000.
STEP = 3.0
GROUP_STEP = 3.5
SIBLINGS = 3.5
PEERS = 3.5
# So much on the scale of logarithms is no mistake worth a warning, however steady the others are: about 5 %.
LEAST = 0.05

# Quartiles say something from so many values on; below that the prior of the family weighs more.
GROUP_FROM = 4  # other regions with a change between the same two periods
PEERS_FROM = 8  # regions of one indicator and breakdown
RATES_FROM = 20  # shares of one kind
SIBLINGS_FROM = 6  # places and periods that two indicators share
FEW_STEPS = 12  # steps of an indicator among which a wrong one would move the quartiles that it is weighed by
PRIOR_WEIGHT = 4.0  # so many figures does the prior count for
FAMILY_FROM = 30  # steps of a kind of indicator from which its own quartiles are the prior

# The spread of a year's change (down, up) where an edition is too small to tell: the quartiles of edition 2026-11,
# doubled, since an indicator of one or two steps may be one of the restless ones.
PRIORS = {
    ("log", "stock"): (0.12, 0.2),
    ("log", "flow"): (0.3, 0.35),
    ("log", "cumulative"): (0.3, 0.6),
    ("log", "rate"): (0.2, 0.2),
    ("logit", "rate"): (0.4, 0.4),
    ("identity", "rate"): (0.02, 0.02),
}
SHORTEST = 0.25  # years: what changed within a month is not twelve times as steady as what changed in a year
FLOOR = 0.01  # of a spread: the last digits of a figure

# Indicators are siblings where the spread of the ratio of their figures is at most this (a factor of 1.5).
ALIKE = 0.4
RATIO_FLOOR = 0.02

# Parts may add up to this much more than the whole: rounding, and the corrections of a later count.
PARTS_OVER = 0.02
PARTS_SHORT = 0.05  # where all parts are known, this much less

# A figure that is the same as another one is told where chance makes that so rare.
REPEAT = 0.03
PERIODS_COLUMN = 10  # so many regions of a period share one such chance; of 300 some repeat every year
SPREAD_OF_REGIONS = 1.0  # of the logarithms of regions' figures: a factor of 2.7

AGREE = 0.001  # of all figures of a period that are those of another one
USUAL_CHANGE = 0.2  # of the logarithms of a region's figures in two periods that do not follow each other
SERIES_FROM = 4  # figures of a series whose last digits say how exactly it is printed
FINER = 100.0  # so many times finer than any other of its series is a figure that came from elsewhere
ZEROS = 0.005  # of the counts of an edition may be 0 before one is nothing unusual

BLOCK_FROM = 5  # regions of one period that can have been moved together
BLOCK_GAIN = 3.0  # moved back, they must lie so many times nearer to what they are compared with
GROUP_OF = 3  # alike warnings that are told as one
ONE_CAUSE_OF = 4  # rows of an indicator without the size of a sample, or beyond 0 and 100 percent
PLACES = 5  # places named of a group
FACTORS = (10.0, 100.0, 1e3, 1e4, 1e6, 1e8)
NEAR_FACTOR = 1.6  # how far from such a factor a slip may lie
