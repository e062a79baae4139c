"""Manners change something that the story meets: none is empty."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from shopsync_gui.sandbox.app import Sandbox
from shopsync_gui.sandbox.asgi import Request, Response
from shopsync_gui.sandbox.config import SandboxConfig
from shopsync_gui.sandbox.manners import (
    MANNERS,
    account_categories,
    account_ids,
    account_keeping,
    account_keys,
    account_list_length,
    account_lists,
    account_midway,
    account_notations,
    account_queue,
    account_rows,
    account_servers,
    shop_midway,
    shop_odd_products,
)
from tests.manners.story import Story
from tests.parallel import memory_folder
from tests.portions import portion
from tests.sync.world import World

#: Manners of what the story never asks for: it creates nothing twice, and has no such texts.
UNSEEN = (
    r"(name|category)-(unescaped|trimmed|capitalised)$|(sku|category)-twice|delete-unlists"
    r"|sku-cut-255|category-tags-stripped|modify-blanks-omitted"
)


class Differs(BaseException):
    """The story met another answer than without the manner; nothing of the program may catch it."""


class _Sandbox(Sandbox):
    """A sandbox that notes its answers, and compares them with those of the plain one."""

    plain: list[str] | None = None

    def __init__(self, config: SandboxConfig) -> None:
        super().__init__(config)
        self.answers: list[str] = []

    async def answer(self, request: Request) -> Response:
        came = (request.method, request.raw_path, request.query, self.clock.now())
        try:
            response = await super().answer(request)
        except Exception:
            if self.plain is not None:
                raise Differs from None
            raise
        told = (response.status, response.headers, response.extra, response.body)
        index = len(self.answers)
        self.answers.append(repr((came, told)))
        if self.plain is not None and self.plain[index : index + 1] != self.answers[index:]:
            raise Differs
        return response


class _PlainWorld(World):
    async def _make_sandbox(self) -> Sandbox:
        return _Sandbox(self.config)


class _ComparedWorld(World):
    async def _make_sandbox(self) -> Sandbox:
        sandbox = _Sandbox(self.config)
        sandbox.plain = plain_answers()
        return sandbox


@cache
def plain_answers() -> list[str]:
    """Every answer of the story without any manner."""
    with TemporaryDirectory(dir=memory_folder()) as here:
        story = Story(Path(here), world=_PlainWorld)
        story.tell()
        story.world.store.close()
        assert isinstance(story.world.sandbox, _Sandbox)
        return story.world.sandbox.answers


def aspect(name: str) -> str:
    return MANNERS[name].aspect


#: The kinds of manners of which every one is known to be met.
KINDS = (
    account_lists, account_list_length, account_rows, account_keeping, account_midway,
    account_queue, account_categories, account_ids, account_servers, account_keys, account_notations,
    shop_midway, shop_odd_products,
)  # fmt: skip
SEEN = [name for kind in KINDS for name in kind.MANNERS if not re.match(UNSEEN, name)]
NAMES = portion(SEEN, 20, kind=aspect)


@pytest.mark.slow
@pytest.mark.parametrize("name", NAMES)
def test_it_has_an_effect(name: str) -> None:
    plain_answers()  # told before this story, on a loop of its own
    with TemporaryDirectory(dir=memory_folder()) as here:
        story = Story(Path(here), name, world=_ComparedWorld)
        try:
            with pytest.raises(Differs):
                story.tell()
        finally:
            story.world.store.close()
