"""The words of the filter for what changed: the moment is that of the shop that is shown."""

from __future__ import annotations

from datetime import UTC, datetime

from shopsync_gui.core.products.changes import Begin, Since
from shopsync_gui.core.text import format_date
from shopsync_gui.store.search.filters import Filters
from shopsync_gui.ui.products.bar.filters import changes_begin, choices

_READ = datetime(2026, 11, 28, 18, 43, tzinfo=UTC)
_NEVER_SYNCED = datetime(1970, 1, 1, tzinfo=UTC)


def test_no_date_is_told_where_no_shop_was_read_whole() -> None:
    filters = Filters(changed_since=Since(_NEVER_SYNCED))
    assert changes_begin(filters, ()) is None
    ((words, without),) = choices(filters, "", None)
    assert "1970" not in words
    assert without == Filters()


def test_the_date_is_the_one_that_was_found() -> None:
    filters = Filters(changed_since=Since(_NEVER_SYNCED))
    ((words, _without),) = choices(filters, "", Begin(_READ))
    assert format_date(_READ) in words
