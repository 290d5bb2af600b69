"""Which groups of commands there are, in the order of the help."""

from __future__ import annotations

from plan_metrics.commands import (
    asking,
    changing,
    checking,
    completing,
    desk,
    importing,
    reporting,
    speaking,
    starting,
    verifying,
    vouching,
)

GROUPS = (starting, importing, checking, changing, vouching, reporting, verifying, asking, speaking, desk, completing)
