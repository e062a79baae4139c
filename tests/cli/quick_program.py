"""The command `shopsync` as a process that asks a sandbox without pauses.

What is tried of such a process does not depend on the pace of the real services, for which it would
wait most of its time; `python -m shopsync_gui.cli` keeps to it.
"""

from __future__ import annotations

from shopsync_gui.cli.__main__ import command
from tests.quick_reads import ForGood, quick_reads

if __name__ == "__main__":
    quick_reads(ForGood())
    command()
