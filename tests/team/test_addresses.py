"""Which servers a team may be on, and what is said of one that is not safe, not there or no team."""

from __future__ import annotations

from pathlib import Path

import pytest

from shopsync_gui.cli.exits import Exit
from shopsync_gui.core.errors import (
    TeamAddressWrong,
    TeamNotSecure,
    TeamNotThere,
    TeamPasswordMissing,
    TeamSignInRefused,
    TeamUnreachable,
)
from shopsync_gui.team.address import parse_address
from shopsync_gui.team.database import TeamDatabase
from tests.cli.playing import call
from tests.ports import closed_port
from tests.team.server import PostgresServer


@pytest.mark.parametrize(
    "text",
    [
        "mysql://a@b/c", "postgresql://b/c", "postgresql://a@b", "postgresql://a:b@c/d",
        "postgresql://a@b/c?sslmode=disable", "host=b user=a dbname=c password=a:b", "postgresql://a@b:99999/c", "shop",
    ],
)  # fmt: skip
def test_what_is_no_safe_address_is_refused(text: str) -> None:
    with pytest.raises(TeamAddressWrong) as raised:
        parse_address(text)
    assert "a:b" not in str(raised.value)


@pytest.mark.parametrize(
    ("text", "mode"),
    [
        ("postgresql://a@127.0.0.1/c", "prefer"),
        ("postgresql://a@localhost/c", "prefer"),
        ("postgresql://a@127.0.0.1/c?sslrootcert=/x.pem", "verify-full"),
        ("postgresql://a@db.example.com/c", "verify-full"),
        ("postgresql://a@192.168.1.2/c", "verify-full"),
    ],
)
def test_tls_is_demanded_of_every_other_computer(text: str, mode: str) -> None:
    parameters = parse_address(text).parameters("titok")
    assert parameters["sslmode"] == mode
    assert ("sslrootcert" in parameters) is (mode == "verify-full")


def test_a_server_without_a_certificate_is_refused(server: PostgresServer, tmp_path: Path) -> None:
    import trustme

    authority = tmp_path / "authority.pem"
    trustme.CA().cert_pem.write_to_path(str(authority))
    address = f"{server.address('postgres')}?sslrootcert={authority}"
    with pytest.raises(TeamNotSecure):
        TeamDatabase(parse_address(address), None)


def test_a_server_proves_itself_by_its_certificate(tmp_path: Path) -> None:
    import trustme

    authority, other = trustme.CA(), trustme.CA()
    proof = authority.issue_cert("127.0.0.1")
    files = tmp_path / "server.crt", tmp_path / "server.key", tmp_path / "a.pem", tmp_path / "o.pem"
    certificate, key, good, bad = files
    proof.cert_chain_pems[0].write_to_path(str(certificate))
    proof.private_key_pem.write_to_path(str(key))
    authority.cert_pem.write_to_path(str(good))
    other.cert_pem.write_to_path(str(bad))
    server = PostgresServer(certificate=(certificate, key))
    try:
        address = server.address("postgres")
        database = TeamDatabase(parse_address(f"{address}?sslrootcert={good}"), None)
        assert database.value("SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()") is True
        database.cut()
        with pytest.raises(TeamUnreachable):  # the driver speaks of SSL then, too
            database.value("SELECT 1")
        with pytest.raises(TeamNotSecure):
            TeamDatabase(parse_address(f"{address}?sslrootcert={bad}"), None)
    finally:
        server.close()


def test_the_password_is_kept_or_read_from_a_pgpass_file(
    server: PostgresServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    server.run("postgres", "CREATE ROLE titkos LOGIN PASSWORD 'jelszo-kanari'")
    hba = server.data / "pg_hba.conf"
    before = hba.read_text()
    hba.write_text(f"host all titkos 127.0.0.1/32 scram-sha-256\n{before}")
    server.run("postgres", "SELECT pg_reload_conf()")
    address = parse_address(server.address("postgres").replace("team@", "titkos@"))
    try:
        monkeypatch.setenv("PGPASSFILE", str(tmp_path / "none"))
        with pytest.raises(TeamPasswordMissing):
            TeamDatabase(address, None)
        with pytest.raises(TeamSignInRefused):
            TeamDatabase(address, "rossz")
        TeamDatabase(address, "jelszo-kanari").close()
        known = tmp_path / "pgpass"
        known.write_text(f"127.0.0.1:{server.port}:*:titkos:jelszo-kanari\n")
        known.chmod(0o600)
        monkeypatch.setenv("PGPASSFILE", str(known))
        TeamDatabase(address, None).close()
    finally:
        hba.write_text(before)
        server.run("postgres", "SELECT pg_reload_conf()")


def test_a_server_that_is_not_there_is_said_to_be_unreachable() -> None:
    address = f"postgresql://team@127.0.0.1:{closed_port()}/team"
    with pytest.raises(TeamUnreachable):
        TeamDatabase(parse_address(address), None)
    said = call("team", "join", address)
    assert said.code == Exit.PAUSED
    assert "127.0.0.1" in said.err
    failed = call("team", "join", address, "--json")
    assert failed.json["error"]["code"] == "TeamNotFound"


def test_a_database_without_a_team_says_so(address: str) -> None:
    database = TeamDatabase(parse_address(address), None)
    with pytest.raises(TeamNotThere):
        database.check()
    database.close()
