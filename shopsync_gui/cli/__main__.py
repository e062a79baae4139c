"""`python -m shopsync_gui.cli` is the command `shopsync`."""

import sys

from shopsync_gui.cli.entry import main

sys.exit(main())
