"""Lines into which a time of day or a day is typed: what is typed is what counts, or nothing does."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from PySide6.QtCore import QDate, QLocale, QPoint, QSize, Qt, Signal
from PySide6.QtGui import QTextCharFormat
from PySide6.QtWidgets import QCalendarWidget, QFrame, QLineEdit, QToolButton

from shopsync_gui.core.strings.typed_times import typed_day, typed_minute
from shopsync_gui.core.text import NBSP, _, format_date, language
from shopsync_gui.core.tone import Tone
from shopsync_gui.ui.kit.screen import available_to
from shopsync_gui.ui.kit.steady_label import SteadyLabel
from shopsync_gui.ui.kit.widgets import column, set_style

if TYPE_CHECKING:
    from PySide6.QtGui import QKeyEvent, QResizeEvent

_DAY_MINUTES = 24 * 60
#: No system has trouble with the moments since then.
_FIRST_DAY = date(1970, 1, 2)
#: Pixels of the button that opens the calendar.
_OPENER = 26


class _TypedField(QLineEdit):
    """A line that is read as it is typed, and brought into the program's form when it is left.

    `remark` goes below it: how to type, and in its place what is wrong with what was typed.
    """

    #: What is typed has changed, and with it what it means.
    edited = Signal()

    def __init__(self, name: str, hint: str, *wrong: str) -> None:
        """`wrong` are all the texts that say what may be wrong."""
        super().__init__()
        self.setObjectName(name)
        self._hint = hint
        self.remark = SteadyLabel(hint, *wrong, name=f"{name}Remark")
        self.remark.setText(hint)
        self.textChanged.connect(self._changed)
        self.editingFinished.connect(self._finished)

    def wrong(self) -> str:
        """Say what is wrong with what is typed; empty where it can be used."""
        raise NotImplementedError

    def in_form(self) -> str:
        """The typed text as the program writes it; asked only where it can be used."""
        raise NotImplementedError

    def step(self, steps: int) -> None:
        """Go on by so many steps."""
        raise NotImplementedError

    def accepts(self) -> bool:
        """Whether what is typed can be used; if it cannot, it is said why, and can be mended at once."""
        self._finished()
        if not self.wrong():
            return True
        self.setFocus()
        self.selectAll()
        return False

    def _changed(self) -> None:
        self._say("")
        self.edited.emit()

    def _finished(self) -> None:
        wrong = self.wrong()
        self._say(wrong)
        if not wrong and self.text() != self.in_form():
            self.setText(self.in_form())

    def _say(self, wrong: str) -> None:
        set_style(self, "invalid", bool(wrong))
        set_style(self.remark, "role", Tone.BAD if wrong else "small")
        self.remark.setText(wrong or self._hint)
        self.setAccessibleDescription(self.remark.text())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Take the arrows that go on by a step."""
        steps = {Qt.Key.Key_Up: 1, Qt.Key.Key_Down: -1}.get(Qt.Key(event.key()), 0)
        if not steps or event.modifiers() & Qt.KeyboardModifier.AltModifier:
            super().keyPressEvent(event)
        elif not self.wrong():
            self.step(steps)


class TimeField(_TypedField):
    """A time of day, to the minute; Up and Down go on by an hour, behind the hours by a minute."""

    def __init__(self, name: str = "") -> None:
        wrong = _("This is not a time of day. Type hours and minutes, such as 16:45.")
        super().__init__(name, _("Hours and minutes, such as 16:45"), wrong)
        self._wrong = wrong

    @property
    def minute(self) -> int | None:
        """The minute of the day; None while what is typed is none."""
        return typed_minute(self.text())

    def set_minute(self, minute: int) -> None:
        """Show a minute of the day."""
        self.setText(_clock(minute))

    def wrong(self) -> str:
        """Say that it is no time of day."""
        return self._wrong if self.minute is None else ""

    def in_form(self) -> str:
        """Two digits for the hours, two for the minutes."""
        assert self.minute is not None
        return _clock(self.minute)

    def step(self, steps: int) -> None:
        """Go on by hours or minutes, past midnight too."""
        assert self.minute is not None
        cursor = self.cursorPosition()
        self.set_minute((self.minute + steps * (60 if cursor < 3 else 1)) % _DAY_MINUTES)
        self.setCursorPosition(cursor)


def _clock(minute: int) -> str:
    return "{:02}:{:02}".format(*divmod(minute, 60))


class DayField(_TypedField):
    """A day up to today, written as the program writes dates everywhere; a calendar offers them, too."""

    def __init__(self, day: date, name: str = "") -> None:
        example = _written(day)
        self._no_day = _("This is not a date. Type one such as {example}.").format(example=example)
        self._future = _("This day is still to come. Type today's date or an earlier one.")
        hint = _("Such as {example}").format(example=example)
        super().__init__(name, hint, self._no_day, self._future)
        self.set_day(day)
        self.calendar = _calendar()
        self.calendar.clicked.connect(self._chosen)
        self.calendar.activated.connect(self._chosen)
        self._popup = QFrame(self, Qt.WindowType.Popup)
        self._popup.setObjectName("calendarPopup")
        column(self._popup).addWidget(self.calendar)
        self._opener = QToolButton(self)
        self._opener.setProperty("opensCalendar", True)
        self._opener.setObjectName(f"{name}Opener")
        self._opener.setAccessibleName(_("Choose in a calendar"))
        self._opener.setToolTip(_("Choose in a calendar"))
        self._opener.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # the keyboard has Alt+Down
        self._opener.setCursor(Qt.CursorShape.ArrowCursor)
        self._opener.setIconSize(QSize(12, 12))
        self._opener.clicked.connect(self._open)
        self.setTextMargins(0, 0, _OPENER, 0)

    @property
    def day(self) -> date | None:
        """The day; None while what is typed is none."""
        day = typed_day(self.text())
        return None if day is None or not _FIRST_DAY <= day <= _today() else day

    def set_day(self, day: date) -> None:
        """Show a day."""
        self.setText(_written(day))

    def wrong(self) -> str:
        """Say that it is no day, or one to come."""
        if self.day is not None:
            return ""
        day = typed_day(self.text())
        return self._no_day if day is None or day < _FIRST_DAY else self._future

    def in_form(self) -> str:
        """The date as the program writes it."""
        assert self.day is not None
        return _written(self.day)

    def step(self, steps: int) -> None:
        """Go on by days."""
        assert self.day is not None
        self.set_day(min(self.day + timedelta(days=steps), _today()))

    def _open(self) -> None:
        """Show the calendar below the line, or above it where the screen ends."""
        day, today = self.day or _today(), _today()
        self.calendar.setMaximumDate(QDate(today.year, today.month, today.day))
        self.calendar.setSelectedDate(QDate(day.year, day.month, day.day))
        area, size = available_to(self)(self), self._popup.sizeHint()
        corner = self.mapToGlobal(QPoint(0, self.height()))
        if corner.y() + size.height() > area.bottom():
            corner = self.mapToGlobal(QPoint(0, -size.height()))
        corner.setX(max(area.left(), min(corner.x(), area.right() - size.width())))
        self._popup.move(corner)
        self._popup.show()
        self.calendar.setFocus()

    def _chosen(self, day: QDate) -> None:
        self._popup.hide()
        self.set_day(date(day.year(), day.month(), day.day()))
        self.setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Take the keys that open the calendar."""
        alt = bool(event.modifiers() & Qt.KeyboardModifier.AltModifier)
        if event.key() == Qt.Key.Key_F4 or (alt and event.key() == Qt.Key.Key_Down):
            self._open()
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._opener.setGeometry(self.width() - _OPENER - 2, 2, _OPENER, self.height() - 4)


def _today() -> date:
    return datetime.now().astimezone().date()


def _written(day: date) -> str:
    """Write a day as the program does, with gaps as they are typed."""
    return format_date(datetime(day.year, day.month, day.day).astimezone()).replace(NBSP, " ")


def _calendar() -> QCalendarWidget:
    """A month in the program's look: no day is red, and the week begins on Monday."""
    calendar = QCalendarWidget()
    calendar.setLocale(QLocale(language()))
    calendar.setFirstDayOfWeek(Qt.DayOfWeek.Monday)
    calendar.setVerticalHeaderFormat(QCalendarWidget.VerticalHeaderFormat.NoVerticalHeader)
    for day in (Qt.DayOfWeek.Saturday, Qt.DayOfWeek.Sunday):
        calendar.setWeekdayTextFormat(day, QTextCharFormat())
    return calendar
