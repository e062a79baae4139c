"""One PostgreSQL for all tests of a process, and a new database for each of them."""

from __future__ import annotations

import itertools
from collections.abc import Iterator

import pytest

from tests.team.server import PostgresServer, programs

_numbers = itertools.count(1)


@pytest.fixture(scope="session")
def server() -> Iterator[PostgresServer]:
    """The server."""
    pytest.importorskip("psycopg", reason="psycopg is not installed")
    if programs() is None:
        pytest.skip("no PostgreSQL is installed here")
    server = PostgresServer()
    yield server
    server.close()


@pytest.fixture
def database(server: PostgresServer) -> str:
    """The name of an empty database."""
    name = f"team{next(_numbers)}"
    server.make(name)
    return name


@pytest.fixture
def address(server: PostgresServer, database: str) -> str:
    """The address of an empty database."""
    return server.address(database)
