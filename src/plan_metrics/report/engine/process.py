"""What a process of ours does that ends with its work: it does not look for garbage that will go with it."""

from __future__ import annotations

import atexit
import gc

COLLECT = (100_000, 10, 10)  # objects more before the young, the older and the oldest are looked through


def short_lived() -> None:
    """From now on this process looks for circles of objects seldom, and not at all when it ends.

    Nearly all that it imports and reads stays to the end, and was looked through again and again, once more after its
    last word.
    """
    gc.set_threshold(*COLLECT)
    atexit.register(gc.freeze)
