"""A shop whose catalogue moves while a run reads it, or whose number of products is wrong."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx

from shopsync_gui.core.catalogue import Category
from shopsync_gui.core.runs.jobs import JobKind
from shopsync_gui.sandbox import faults as f
from shopsync_gui.sandbox.asgi import Request
from shopsync_gui.sandbox.shop.state import Shop
from shopsync_gui.sync.run.session import Session
from shopsync_gui.sync.shop.pull import Pulled, pull
from shopsync_gui.sync.shop.shop_facts import read_profile
from tests.sync.world import World

Change = Callable[[Shop], object]


class Catalogue:
    """A shop of sixty products in pages of 25, and a run that reads it."""

    def __init__(self, folder: Path) -> None:
        self.world = World(folder, products=60, orders=0)
        self.shop, self.store = self.world.sandbox.shop, self.world.store
        self.store.settings.set("pull.page_size", "25")
        self.store.settings.set("pull.readers", "1")
        self.shop_id = self.world.connection.id
        self.run_id = self.begin()
        #: What the shop does while its last page is read, each time that it is.
        self.changes: list[Change] = []
        #: The pages that were asked for, by their numbers.
        self.asked: list[int] = []
        #: A page that is refused, and what the numbers of products are told too large by.
        self.refused: int | None = None
        self.wrong: list[int] = []
        #: Inner ids of categories that the shop does not list, and those that it listed.
        self.hidden: set[str] = set()
        self.listed: list[Category] = []
        self.world.reshape = self.reshape
        self.world.sandbox.faults.at("GET shop/productExtend", self.answer, None)

    def begin(self) -> int:
        run = self.store.runs.start(JobKind.SYNC, self.shop_id, self.world.now())
        return run.run_id

    def answer(self, request: Request) -> f.Action | None:
        params = request.params
        if params.get("limit") == "25" and "updatedAfter" not in params:
            self.asked.append(int(params["page"]))
            if self.asked[-1] == self.refused:
                return f.status(403)
            if params["page"] == "2" and self.changes:
                self.changes.pop(0)(self.shop)
        return None

    def reshape(self, request: httpx.Request, response: httpx.Response) -> httpx.Response:
        lists_categories = request.url.path.endswith("/categoryExtend")
        counts = request.url.params.get("limit") == "1" and self.wrong
        if not lists_categories and not counts:
            return response
        page: Any = response.json()
        wrapped = page.get("response", page)
        if lists_categories:
            items = wrapped["items"]
            wrapped["items"] = [item for item in items if item["innerId"] not in self.hidden]
            return httpx.Response(200, json=page)
        wrong = self.wrong.pop(0) if len(self.wrong) > 1 else self.wrong[0]
        wrapped["pageCount"] = int(wrapped["pageCount"]) + wrong
        return httpx.Response(200, json=page)

    def read(self, work: Callable[[Session, list[Category]], Any] = pull, **job: Any) -> Any:
        """Read the shop as a sync does."""

        async def main(session: Session) -> Any:
            await read_profile(session)
            self.listed = await session.shop.categories()
            self.store.categories.save(self.shop_id, self.run_id, self.listed)
            self.asked.clear()
            return await work(session, self.listed)

        return self.world.in_session(self.run_id, main)

    def whole(self) -> Pulled:
        found = self.read()
        assert isinstance(found, Pulled)
        return found

    @property
    def readings(self) -> int:
        """How often the pages were read."""
        return self.asked.count(0)
