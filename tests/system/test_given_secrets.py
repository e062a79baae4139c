"""Secrets of many shops from the environment: which source comes first, and what is refused."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from shopsync_gui.core.errors import (
    SecretFileEmpty,
    SecretFileMissing,
    SecretFileUnusable,
    SecretNotText,
)
from shopsync_gui.system.given_secrets import GivenSecret, given_secret, own_variable

NAME = "SHOPSYNC_CLIENT_SECRET"


def value(environ: dict[str, str], shop: str = "my-shop") -> str | None:
    given = given_secret(environ, NAME, shop)
    return None if given is None else given.value


def test_a_shop_has_a_variable_of_its_own() -> None:
    assert own_variable(NAME, "my-shop.2") == "SHOPSYNC_CLIENT_SECRET_MY_SHOP_2"
    environ = {"SHOPSYNC_CLIENT_SECRET_MY_SHOP": "own", NAME: "general"}
    assert given_secret(environ, NAME, "my-shop") == GivenSecret(
        "own", "SHOPSYNC_CLIENT_SECRET_MY_SHOP", shared=False
    )
    assert given_secret(environ, NAME, "other") == GivenSecret("general", NAME, shared=True)
    assert given_secret({}, NAME, "other") is None


def test_the_order_of_the_sources(tmp_path: Path) -> None:
    """The shop's own first; of each a variable, a file, a credential."""
    credentials = tmp_path / "credentials"
    credentials.mkdir()
    environ = {"CREDENTIALS_DIRECTORY": str(credentials)}
    steps: list[tuple[str, str]] = []
    for name, word in ((NAME, "general"), (f"{NAME}_MY_SHOP", "own")):
        (credentials / name.lower()).write_text(f"{word}-credential\n")
        steps.append((value(environ) or "", f"{word}-credential"))
        file = tmp_path / f"{word}.txt"
        file.write_text(f"{word}-file\r\nnot this line\n")
        environ[f"{name}_FILE"] = str(file)
        steps.append((value(environ) or "", f"{word}-file"))
        environ[name] = f"{word}-variable"
        steps.append((value(environ) or "", f"{word}-variable"))
    assert [found for found, _wanted in steps] == [wanted for _found, wanted in steps]


@pytest.mark.parametrize("end", ["", "\n", "\r\n"])
def test_a_file_of_windows_notepad_gives_the_secret_alone(tmp_path: Path, end: str) -> None:
    """Without its byte order mark and line end."""
    file = tmp_path / "secret.txt"
    file.write_bytes(f"titkos szó{end}".encode("utf-8-sig"))
    assert value({f"{NAME}_FILE": str(file)}) == "titkos szó"
    (tmp_path / NAME.lower()).write_bytes(file.read_bytes())
    assert value({"CREDENTIALS_DIRECTORY": str(tmp_path)}) == "titkos szó"


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (None, SecretFileMissing),
        (b"", SecretFileEmpty),
        (b"\n", SecretFileEmpty),
        (b"\xef\xbb\xbf\r\n", SecretFileEmpty),
        (b"\xff\xfe", SecretFileUnusable),
    ],
)
def test_a_file_that_gives_nothing_is_named(
    tmp_path: Path, content: bytes | None, kind: type[SecretFileUnusable]
) -> None:
    file = tmp_path / "secret.txt"
    if content is not None:
        file.write_bytes(content)
    with pytest.raises(SecretFileUnusable) as met:
        value({f"{NAME}_FILE": str(file), NAME: ""})
    assert type(met.value) is kind
    assert str(file) in met.value.problem.message


def test_a_variable_that_is_no_text_is_named() -> None:
    with pytest.raises(SecretNotText) as met:
        value({NAME: "a\udcff"})
    assert NAME in met.value.problem.message


@pytest.mark.skipif(sys.platform == "win32", reason="modes are POSIX's")
@pytest.mark.parametrize("name", ["S_FILE", "CREDENTIALS_DIRECTORY"])
def test_a_file_that_the_user_may_not_read_is_named(tmp_path: Path, name: str) -> None:
    """Be it that its folder is closed. Asked by a user without rights where the tests run as root."""
    file = tmp_path / "closed" / "s"
    file.parent.mkdir()
    file.write_text("a secret")
    ask = (
        "import getpass, os, sys\n"  # that user may not be able to read Python's own files
        "from shopsync_gui.system.given_secrets import given_secret\n"
        "from shopsync_gui.core.errors import SecretFileForbidden\n"
        "if os.getuid() == 0: os.setuid(65534)\n"
        "try: given_secret({sys.argv[1]: sys.argv[2]}, 'S', 'shop')\n"
        "except SecretFileForbidden as error: print(error.values['path'])\n"
    )
    given = str(file) if name == "S_FILE" else str(file.parent)
    file.parent.chmod(0)
    try:
        done = subprocess.run(
            [sys.executable, "-c", ask, name, given], capture_output=True, text=True, check=True
        )
    finally:
        file.parent.chmod(0o700)
    assert Path(done.stdout.strip()).parent == file.parent
