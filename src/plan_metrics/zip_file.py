"""Files as one zip file; imports nothing of ours, so that a process which only sets pages loads no figures."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping

LONG_AGO = (1980, 1, 1, 0, 0, 0)  # the first moment that a zip file can name


def zipped(files: Mapping[str, bytes]) -> bytes:
    """The files as one zip file: sorted, without the time and the machine of its making."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in sorted(files):
            entry = zipfile.ZipInfo(name, LONG_AGO)
            entry.create_system, entry.external_attr = 3, 0o644 << 16  # the same on every system
            archive.writestr(entry, files[name], zipfile.ZIP_DEFLATED)
    return stream.getvalue()
