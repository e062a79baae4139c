"""A network between a computer and its team's database that can lose everything, and says so to nobody."""

from __future__ import annotations

import asyncio
import contextlib
import threading


class LossyNetwork:
    """Hands bytes on to a port of this computer; while it is `lossy` they vanish, both ways.

    No connection is ended by it: neither side hears that the other is out of reach, as when a cable is
    pulled. What vanished does not come later, so a connection that was used meanwhile stays silent.
    """

    def __init__(self, port: int) -> None:
        self._target = port
        self.port = 0
        self.lossy = False
        self._loop = asyncio.new_event_loop()
        self._pairs: list[asyncio.StreamWriter] = []
        ready = threading.Event()
        self._thread = threading.Thread(target=self._run, args=(ready,), daemon=True)
        self._thread.start()
        assert ready.wait(10)

    def _run(self, ready: threading.Event) -> None:
        server = self._loop.run_until_complete(
            asyncio.start_server(self._connected, "127.0.0.1", 0)
        )
        self.port = server.sockets[0].getsockname()[1]
        ready.set()
        self._loop.run_forever()
        server.close()
        for writer in self._pairs:
            writer.close()
        self._loop.run_until_complete(asyncio.sleep(0))
        for task in asyncio.all_tasks(self._loop):
            task.cancel()
        self._loop.run_until_complete(asyncio.sleep(0))
        self._loop.close()

    async def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        there_reader, there_writer = await asyncio.open_connection("127.0.0.1", self._target)
        self._pairs += [writer, there_writer]
        broken: list[bool] = []
        await asyncio.gather(
            self._hand_on(reader, there_writer, broken), self._hand_on(there_reader, writer, broken)
        )

    async def _hand_on(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, broken: list[bool]
    ) -> None:
        with contextlib.suppress(OSError, asyncio.CancelledError):
            while data := await reader.read(65536):
                if self.lossy or broken:
                    broken.append(True)
                else:
                    writer.write(data)
                    await writer.drain()
            if not self.lossy and not broken:
                writer.close()

    def close(self) -> None:
        """End it and every connection through it."""
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)
