"""Settings of any text, typed or altered in the file: what is accepted is kept, and a sync does its work."""

from __future__ import annotations

import random
from contextlib import suppress
from datetime import timedelta
from pathlib import Path

import msgspec

from shopsync_gui.core.errors import SettingInvalid, SettingUnknown
from shopsync_gui.core.runs.mail import mail_account
from shopsync_gui.core.runs.runs import RunState
from shopsync_gui.core.settings.schedule import Repeat, Schedule
from shopsync_gui.core.settings.setting_texts import SETTINGS, as_stored, parse, value_of
from shopsync_gui.store.account.connections import ConnectionOptions
from shopsync_gui.sync.schedule.due import due_of
from tests.sync.world import World
from tests.tools.fuzzing.mutations import mutated
from tests.tools.fuzzing.texts import odd_text
from tests.virtual import EPOCH


def play(seed: int, folder: Path) -> None:
    """Many texts, then a sync with what they left. Raises what they break."""
    chance = random.Random(f"settings {seed}")
    world = World(folder, products=chance.choice([0, 3, 12]))
    for _ in range(40):
        _type(world, chance)
    for _ in range(10):
        _alter_setting(world, chance)
    _alter_options(world, chance)
    report = world.job(approve_brake=True)
    assert report.state is RunState.DONE, f"the sync ended so: {report}"
    assert world.store.integrity() == []
    world.store.close()


def _type(world: World, chance: random.Random) -> None:
    """A setting as the command and the page take it."""
    key, text = _choice(chance)
    try:
        stored = as_stored(key, text)
    except (SettingInvalid, SettingUnknown):
        return
    world.store.settings.set(key, stored)
    assert world.store.settings.get(key) == stored
    assert value_of(key, world.store.settings.all()) == parse(key, stored)
    assert as_stored(key, stored) == stored, f"{key} {text!r}: stored in two forms"


def _alter_setting(world: World, chance: random.Random) -> None:
    """A setting as another program may have left it in the file."""
    key, text = _choice(chance)
    with suppress(UnicodeEncodeError):
        world.store.settings.set(key, text)
    settings = world.store.settings.load()
    for name, setting in SETTINGS.items():
        group, _, field = name.partition(".")
        value = getattr(getattr(settings, group), field)
        assert isinstance(value, type(setting.default)), f"{name} is {value!r}"
    mail_account(settings.mail)


def _alter_options(world: World, chance: random.Random) -> None:
    """A connection's choices, altered in the file; what cannot be read is as never chosen."""
    schedule = Schedule(
        repeat=chance.choice(list(Repeat)),
        hours=chance.choice([0, -5, 1, 30, 10**6, 2**62]),
        minute=chance.choice([0, -1, 1439, 1440, 2**62]),
        weekday=chance.choice([0, 6, 7, -1, 2**62]),
        set_at=chance.choice([None, EPOCH]),
    )
    content = msgspec.json.encode(ConnectionOptions(schedule=schedule))
    if chance.random() < 0.7:
        content = mutated(content, chance)
    world.store.database.execute_sql(
        "UPDATE connection SET options = ?, consented_at = ?",
        (content.decode(errors="replace"), chance.choice([0, 1_700_000_000, 4_000_000_000])),
    )
    (connection,) = world.store.connections.all()
    for days in (0, 1, 400):
        due_of(world.store, connection, EPOCH + timedelta(days=days))


def _choice(chance: random.Random) -> tuple[str, str]:
    """A setting's key, seldom one that is none, and a text for it."""
    key = chance.choice(list(SETTINGS))
    setting = SETTINGS.get(key)
    words = [str(setting.default), *setting.choice, "1", "http://127.0.0.1:8080"] if setting else []
    if chance.random() < 0.05:
        key = odd_text(chance, [key])
    return key, odd_text(chance, words)
