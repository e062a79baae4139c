"""Files outside the data folder that are written whole or not at all."""

from __future__ import annotations

import logging
import os
import tempfile
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from shopsync_gui.core.errors import file_not_written

if TYPE_CHECKING:
    from collections.abc import Iterator

log = logging.getLogger(__name__)


@contextmanager
def whole_file(path: Path) -> Iterator[Path]:
    """A new file beside `path` that takes its place when the block ends well.

    Nothing is left of it otherwise, and an earlier file stays as it was. Only its owner may read
    it. Raises FileNotWritten, also for an OSError of the block.
    """
    try:
        handle, name = tempfile.mkstemp(".part", f".{path.stem}-", path.parent)
        os.close(handle)
        part = Path(name)
        try:
            yield part
            # What is not yet on the disk must not take the place of what is.
            with part.open("rb+") as file:
                os.fsync(file.fileno())
            part.replace(path)
        finally:
            with suppress(OSError):
                part.unlink(missing_ok=True)
    except OSError as error:
        log.warning("a file was not written: %s", error.strerror or type(error).__name__)
        raise file_not_written(path, error) from error
