"""The modules that the first picture needs and that know no Qt, imported before it.

PySide reads the source of each module that an import after it names, to see whether it uses PySide,
also of what that one imports itself: of these mostly in vain, a twentieth of the whole start. A test
holds the list complete.
"""

# ruff: noqa: F401

import shopsync_gui.core.errors
import shopsync_gui.core.errors.runs
import shopsync_gui.core.errors.store
import shopsync_gui.core.products.changes
import shopsync_gui.core.products.labels
import shopsync_gui.core.products.mapping
import shopsync_gui.core.products.numbers
import shopsync_gui.core.products.pictures
import shopsync_gui.core.products.reasons
import shopsync_gui.core.releases
import shopsync_gui.core.settings.schedule
import shopsync_gui.core.settings.setting_texts
import shopsync_gui.core.settings.settings
import shopsync_gui.core.strings.formulas
import shopsync_gui.core.strings.highlight
import shopsync_gui.core.tone
import shopsync_gui.store
import shopsync_gui.store.account.connections
import shopsync_gui.store.database.codecs
import shopsync_gui.store.documents.views
import shopsync_gui.store.lists.grid
import shopsync_gui.store.lists.grid_row
import shopsync_gui.store.products.account_names
import shopsync_gui.store.search.category_readings
import shopsync_gui.store.search.change_sql
import shopsync_gui.store.search.conditions
import shopsync_gui.store.search.filters
import shopsync_gui.store.search.finder
import shopsync_gui.store.search.index_search
import shopsync_gui.store.search.matches
import shopsync_gui.store.search.query
import shopsync_gui.store.search.search_query
import shopsync_gui.store.search.search_terms
import shopsync_gui.store.search.tuning
import shopsync_gui.store.settings
import shopsync_gui.store.upkeep.removal
import shopsync_gui.sync.outputs.change_words
import shopsync_gui.sync.outputs.pictures
import shopsync_gui.sync.outputs.problem_words
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
import shopsync_gui.ui.jobs.context
import shopsync_gui.ui.jobs.purposes
import shopsync_gui.ui.jobs.services.network
import shopsync_gui.ui.jobs.services.shop_answers
import shopsync_gui.ui.jobs.services.team_actions
import shopsync_gui.ui.jobs.services.told_obstacles
import shopsync_gui.ui.kit.column_widths
import shopsync_gui.ui.kit.plain_text
import shopsync_gui.ui.products.bar.filters
import shopsync_gui.ui.products.bar.kept_filters
import shopsync_gui.ui.products.details
import shopsync_gui.ui.products.grid
import shopsync_gui.ui.products.products_state
import shopsync_gui.ui.products.rows.columns
import shopsync_gui.ui.products.rows.list_reader
import shopsync_gui.ui.products.rows.list_view
import shopsync_gui.ui.products.rows.listing
import shopsync_gui.ui.products.rows.row_texts
import shopsync_gui.ui.shell.ending_signals
import shopsync_gui.ui.shell.options
import shopsync_gui.ui.shell.window_commands
