"""The dialog that says when a shop is synced by itself."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QLocale
from PySide6.QtWidgets import QGridLayout, QWidget

from shopsync_gui.core.settings.schedule import MOST_HOURS, Repeat, Schedule, next_run
from shopsync_gui.core.text import _, format_when, sentences
from shopsync_gui.core.tone import Tone
from shopsync_gui.sync.schedule.due import set_schedule
from shopsync_gui.sync.schedule.missing_consent import missing_consent, missing_consent_text
from shopsync_gui.sync.schedule.schedule_obstacles import Obstacle, obstacle_text, read_conditions
from shopsync_gui.ui.connections.card_parts import put_away_link
from shopsync_gui.ui.jobs.dialogs.advice import route
from shopsync_gui.ui.jobs.services.scheduler import QUIT_TOLD, has_tray
from shopsync_gui.ui.kit.dialog import Dialog
from shopsync_gui.ui.kit.fields import ChoiceField, NumberField
from shopsync_gui.ui.kit.nesting import add_layout
from shopsync_gui.ui.kit.note_box import NoteBox
from shopsync_gui.ui.kit.time_fields import TimeField
from shopsync_gui.ui.kit.widgets import button, column, label

if TYPE_CHECKING:
    from collections.abc import Sequence

    from shopsync_gui.store import Store
    from shopsync_gui.store.account.connections import Connection
    from shopsync_gui.sync.schedule.missing_consent import MissingConsent
    from shopsync_gui.system.secrets import Secrets
    from shopsync_gui.ui.jobs.context import AppContext
    from shopsync_gui.ui.kit.background import Task


class ScheduleDialog(Dialog):
    """The choice of a schedule: never, every few hours, daily or weekly; and the moment that follows from it."""

    def __init__(self, context: AppContext, connection: Connection, parent: QWidget) -> None:
        about = route(context.connections.title_of(connection), connection)
        super().__init__(parent, "scheduleDialog", _("Schedule"), about, wide=520)
        self._context = context
        self._connection = connection
        add_layout(self.body, self._build_form())
        self._next = label(wrap=True, name="scheduleNext")
        self.body.addWidget(self._next)
        self._about = label(role="muted", wrap=True, name="scheduleAbout")
        self.body.addWidget(self._about)
        self._obstacles = QWidget()
        self._obstacle_lines = column(self._obstacles, gap=8)
        self.body.addWidget(self._obstacles)
        save = button(_("Save"), self._save, kind="primary", name="scheduleSaveButton")
        save.setDefault(True)
        self.add_buttons(button(_("Cancel"), self.reject, name="scheduleCancelButton"), save)
        self._missing: MissingConsent | None = None
        self._show(connection.options.schedule)
        context.store.reader.ask(
            self, lambda store: missing_consent(store, connection), self._show_missing
        )
        read = partial(_read_obstacles, context.secrets, connection, has_tray=has_tray())
        context.background.run(self, read, self._show_obstacles)

    def _show_missing(self, missing: MissingConsent | None) -> None:
        """Say for which consent the syncs would wait, once one is chosen."""
        self._missing = missing
        self._changed()

    def _show_obstacles(self, obstacles: Sequence[Obstacle]) -> None:
        """Say what the syncs would lack, once one is chosen."""
        reminded = self._context.scheduler.obstacles(self._connection.id)
        for obstacle in obstacles:
            tone = Tone.WARNING if obstacle.stops_all else Tone.PLAIN
            name = f"schedule_{obstacle.value}"
            reminds = obstacle in reminded and not obstacle.stops_all
            link = [put_away_link(obstacle.value, self._put_away)] if reminds else []
            self._obstacle_lines.addWidget(
                NoteBox(tone, texts=(obstacle_text(obstacle),), actions=link, name=name)
            )

    def _put_away(self, obstacle: str) -> None:
        self._context.scheduler.put_away(self._connection.id, obstacle)
        self._repeat.setFocus()
        self.findChildren(QWidget, f"putAway_{obstacle}")[0].hide()

    def _build_form(self) -> QGridLayout:
        self._form = QGridLayout()
        self._form.setHorizontalSpacing(16)
        self._form.setVerticalSpacing(8)
        self._form.setColumnStretch(1, 1)
        self._repeat = ChoiceField("scheduleRepeat")
        for repeat, text in (
            (Repeat.NEVER, _("Never")),
            (Repeat.HOURS, _("Every few hours")),
            (Repeat.DAILY, _("Daily")),
            (Repeat.WEEKLY, _("Weekly")),
        ):
            self._repeat.addItem(text, repeat.value)
        self._repeat.currentIndexChanged.connect(self._changed)
        self._add(_("Automatic sync"), self._repeat)
        self._hours = NumberField("scheduleHours")
        self._hours.setRange(1, MOST_HOURS)
        self._hours.valueChanged.connect(self._changed)
        self._add(_("Hours between two syncs"), self._hours)
        self._day = ChoiceField("scheduleDay")
        for number in range(7):
            self._day.addItem(QLocale().standaloneDayName(number + 1), number)
        self._day.currentIndexChanged.connect(self._changed)
        self._add(_("Day"), self._day)
        self._time = TimeField("scheduleTime")
        self._time.edited.connect(self._changed)
        self._add(_("Time of day"), self._time)
        self._form.addWidget(self._time.remark, self._form.rowCount(), 1)
        return self._form

    def _add(self, caption: str, editor: QWidget) -> None:
        line = self._form.rowCount()
        title = label(caption)
        title.setBuddy(editor)
        editor.setAccessibleName(caption)
        editor.setProperty("caption", title)
        self._form.addWidget(title, line, 0)
        self._form.addWidget(editor, line, 1)

    def _show(self, schedule: Schedule) -> None:
        self._hours.setValue(schedule.hours)
        self._day.setCurrentIndex(schedule.weekday)
        self._time.set_minute(schedule.minute)
        self._repeat.setCurrentIndex(self._repeat.findData(schedule.repeat.value))
        self._changed()

    @property
    def _at_time(self) -> bool:
        """Whether the syncs begin at a time of day."""
        return self._repeat.currentData() in (Repeat.DAILY.value, Repeat.WEEKLY.value)

    def chosen(self) -> Schedule | None:
        """The schedule as it is chosen now; None while its time is not one."""
        minute = self._time.minute
        if minute is None:
            if self._at_time:
                return None
            minute = self._connection.options.schedule.minute
        return Schedule(
            repeat=Repeat(self._repeat.currentData()),
            hours=self._hours.value(),
            minute=minute,
            weekday=int(self._day.currentData()),
        )

    def _changed(self) -> None:
        repeat = Repeat(self._repeat.currentData())
        for editor, shown in (
            (self._hours, repeat is Repeat.HOURS),
            (self._day, repeat is Repeat.WEEKLY),
            (self._time, self._at_time),
        ):
            editor.setVisible(shown)
            editor.property("caption").setVisible(shown)
        self._time.remark.setVisible(self._at_time)
        self._about.setText(_about_text(repeat))
        self._obstacles.setVisible(repeat is not Repeat.NEVER)
        self._say_next(self.chosen())

    def _say_next(self, schedule: Schedule | None) -> None:
        """Say when the next sync is due by this schedule; while there is none, the line stays as high."""
        now = datetime.now(UTC)
        due = None if schedule is None else next_run(schedule, now, now)
        if schedule is not None and due is None:
            self._next.setText(_("The shop is synced only when you start it."))
        elif self._missing is not None:
            self._next.setText(missing_consent_text(self._missing))
        elif self._connection.consented_at is None:  # why is being read
            self._next.setText("")
        else:
            self._next.setText(_("Next sync: {when}").format(when=format_when(due)))

    def _save(self) -> None:
        if self._at_time and not self._time.accepts():
            return
        chosen = self.chosen()
        assert chosen is not None
        connection_id, schedule, now = self._connection.id, chosen, datetime.now(UTC)

        def save(store: Store) -> None:
            known = store.connections.get(connection_id)
            if known is not None:
                set_schedule(store, known, schedule, now)

        connections = self._context.connections
        self._context.store.writer.ask(connections, save, lambda _done: connections.reload())
        self._context.memory.remove(QUIT_TOLD)
        self.accept()


def _about_text(repeat: Repeat) -> str:
    """Say what holds for syncs by themselves, and how much of the shop they read."""
    consent = _(
        "Your consent covers these syncs until the options or the account change; the safety"
        " brake holds for them as well. They run while the program is running; one"
        " that was missed follows at the next start."
    )
    if repeat is Repeat.NEVER:
        return consent
    if repeat is Repeat.HOURS:
        read = _("Once a day the whole catalogue is read, in between only what the shop changed.")
    else:
        read = _("Each reads the whole catalogue, unless that was already done on the same day.")
    return sentences(consent, read)


def _read_obstacles(
    secrets: Secrets, connection: Connection, _task: Task, *, has_tray: bool
) -> tuple[Obstacle, ...]:
    return read_conditions(secrets, connection, has_tray=has_tray).obstacles
