"""The root of all expected errors, what mends them, and the form in which they are kept."""

# Annotations are no strings here: msgspec would compile those of a problem when it reads the first one.

from enum import Enum, auto
from typing import ClassVar

import msgspec

from shopsync_gui.core.text import N_, translate


class Remedy(Enum):
    """The ways to mend an error."""

    RETRY = auto()
    WAIT = auto()
    CORRECT_INPUT = auto()
    EDIT_CONNECTION = auto()
    TYPE_SECRETS = auto()
    EDIT_SETTINGS = auto()
    EDIT_PRODUCT = auto()
    PREVIEW_AGAIN = auto()
    MAKE_ROOM = auto()
    RESTORE_BACKUP = auto()
    UPDATE_PROGRAM = auto()
    CHECK_ACCOUNT = auto()


class ShopSyncError(Exception):
    """An expected error: its texts, filled in with the keyword arguments it was made with.

    `action` is what to do next, `action_before_run` the same where no run has begun, as in the test
    of a connection, `action_in_commands` on the command line, where no window is (both empty: no
    different). `remedy` is what mends it; `needs_user` says that it lasts
    until the user does that. `pauses`: nothing is wrong with the data, the run can go on later.
    A subclass is known by its name from the moment it is made (`Problem.kind`).
    """

    title: ClassVar[str] = N_("Something went wrong")
    message: ClassVar[str] = N_("The operation could not be completed.")
    action: ClassVar[str] = N_("Try again. Nothing has been lost.")
    action_before_run: ClassVar[str] = ""
    action_in_commands: ClassVar[str] = ""
    remedy: ClassVar[Remedy] = Remedy.RETRY
    needs_user: ClassVar[bool] = False
    pauses: ClassVar[bool] = False

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        _KINDS[cls.__name__] = cls

    def __init__(self, **values: object) -> None:
        self.values = {key: str(value) for key, value in values.items()}
        super().__init__(type(self).__name__, self.values)

    @property
    def problem(self) -> "Problem":
        """The error in the form that is stored and shown."""
        return Problem(type(self).__name__, self.values)

    def __str__(self) -> str:
        problem = self.problem
        return f"{problem.title}: {problem.message} {problem.action}"


_KINDS: dict[str, type[ShopSyncError]] = {}


class Problem(msgspec.Struct, frozen=True):
    """An error as it is kept: the class name and its values, so that any language can show it."""

    code: str
    values: dict[str, str]

    @property
    def kind(self) -> type[ShopSyncError]:
        """The class of the error; the root for one that this version does not know."""
        if self.code not in _KINDS:
            from shopsync_gui.core.errors import import_all  # a kept problem may be of any branch

            import_all()
        return _KINDS.get(self.code, ShopSyncError)

    def is_a(self, kind: type[ShopSyncError]) -> bool:
        """Whether it is an error of this class or of one below it."""
        return issubclass(self.kind, kind)

    @property
    def title(self) -> str:
        """A few words: what kind of problem it is."""
        return self._fill(self.kind.title)

    @property
    def message(self) -> str:
        """A sentence on what happened."""
        return self._fill(self.kind.message)

    @property
    def action(self) -> str:
        """The user's next step."""
        return self._fill(self.kind.action)

    @property
    def action_before_run(self) -> str:
        """The user's next step where no run has begun."""
        return self._fill(self.kind.action_before_run or self.kind.action)

    @property
    def action_in_commands(self) -> str:
        """The user's next step on the command line."""
        return self._fill(self.kind.action_in_commands or self.kind.action)

    @property
    def remedy(self) -> Remedy:
        """The remedy for this kind of problem."""
        return self.kind.remedy

    @property
    def needs_user(self) -> bool:
        """Whether it lasts until the user does something."""
        return self.kind.needs_user

    def _fill(self, msgid: str) -> str:
        return translate(msgid).format_map(_Gaps(self.values))


class _Gaps(dict[str, str]):
    def __missing__(self, key: str) -> str:
        return "–"
