"""A shop as a team is told of it, and the changes that a colleague made."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

if TYPE_CHECKING:
    from collections.abc import Mapping

Fields = dict[str, str]
#: The names of what is told; another program may tell more.
FIELDS = ("title", "shop_url", "token_url", "sa_url", "client_id", "sa_user")
#: The name of the options with which a shop that was told of was connected here.
OPTIONS = "options"


class Change(msgspec.Struct, frozen=True):
    """A value that took the place of another one."""

    before: str
    after: str


class ToldShop(msgspec.Struct, frozen=True, kw_only=True):
    """A shop as the team has it, and as the team and this computer had it when they last agreed.

    Where the two differed then, as by an API user of one's own, each keeps its value.
    """

    team: Fields
    seen: Fields
    here: Fields

    def moved(self, now: Fields) -> Fields:
        """Find what a colleague has changed and is not so here yet; `now` is how the shop stands here."""
        return {
            name: self.team[name]
            for name in FIELDS
            if self.team[name] != self.seen[name] == self.here[name]
            and now[name] != self.team[name]
        }

    def changes(self, now: Fields) -> dict[str, Change]:
        """Find what was changed here and is to be told."""
        return {
            name: Change(self.team[name], now[name])
            for name in FIELDS
            if now[name] != self.here[name] == self.seen[name] == self.team[name]
        }

    def agreed(self) -> ToldShop:
        """The same once a colleague's changes are in force here, or were decided about."""
        common = {name: self.team[name] for name in FIELDS if self.seen[name] == self.here[name]}
        return ToldShop(team=self.team, seen=self.team, here=self.here | common)


def with_changes(told: str, changes: Mapping[str, Change]) -> str:
    """Apply to what is told of a shop such changes as nobody else was quicker with."""
    known = msgspec.json.decode(told, type=dict[str, object])
    news = {name: each.after for name, each in changes.items() if known.get(name) == each.before}
    return msgspec.json.encode(known | news).decode() if news else told
