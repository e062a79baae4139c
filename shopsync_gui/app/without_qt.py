"""The modules that the first picture needs and that know no Qt, imported before it.

PySide reads the source of each module that an import after it names, to see whether it uses PySide,
also of what that one imports itself: of these mostly in vain, a twentieth of the whole start. A test
holds the list complete.
"""

# ruff: noqa: F401

import shopsync_gui.core.changes
import shopsync_gui.core.errors
import shopsync_gui.core.errors.runs
import shopsync_gui.core.formulas
import shopsync_gui.core.highlight
import shopsync_gui.core.labels
import shopsync_gui.core.mapping
import shopsync_gui.core.numbers
import shopsync_gui.core.pictures
import shopsync_gui.core.reasons
import shopsync_gui.core.releases
import shopsync_gui.core.schedule
import shopsync_gui.core.setting_texts
import shopsync_gui.core.settings
import shopsync_gui.core.tone
import shopsync_gui.store
import shopsync_gui.store.account_names
import shopsync_gui.store.category_readings
import shopsync_gui.store.change_sql
import shopsync_gui.store.codecs
import shopsync_gui.store.conditions
import shopsync_gui.store.connections
import shopsync_gui.store.filters
import shopsync_gui.store.finder
import shopsync_gui.store.grid
import shopsync_gui.store.grid_row
import shopsync_gui.store.matches
import shopsync_gui.store.query
import shopsync_gui.store.removal
import shopsync_gui.store.search_query
import shopsync_gui.store.search_terms
import shopsync_gui.store.settings
import shopsync_gui.store.tuning
import shopsync_gui.store.views
import shopsync_gui.sync.outputs.change_words
import shopsync_gui.sync.outputs.pictures
import shopsync_gui.sync.run.lease
import shopsync_gui.sync.schedule.turns
import shopsync_gui.system.given_secrets
import shopsync_gui.system.keyring_access
import shopsync_gui.system.language
import shopsync_gui.system.launch
import shopsync_gui.system.logs
import shopsync_gui.system.power
import shopsync_gui.system.secrets
import shopsync_gui.system.taskbar
import shopsync_gui.team
import shopsync_gui.ui.jobs.team_actions
import shopsync_gui.ui.kit.plain_text
import shopsync_gui.ui.products.columns
import shopsync_gui.ui.products.filters
import shopsync_gui.ui.products.kept_filters
import shopsync_gui.ui.products.list_purpose
import shopsync_gui.ui.products.list_reader
import shopsync_gui.ui.products.list_view
import shopsync_gui.ui.products.listing
import shopsync_gui.ui.products.row_texts
import shopsync_gui.ui.shell.ending_signals
import shopsync_gui.ui.shell.options
import shopsync_gui.ui.shell.window_commands
