"""Fetching pictures from real servers: what leaves the computer, what is followed, what is refused."""

from __future__ import annotations

import gc
import ssl
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest
import trustme

from shopsync_gui.core.products.pictures import PictureUnavailable
from shopsync_gui.remote.pictures import PictureClient
from tests.patience import patient
from tests.pictures import PictureServer, png, serving


@pytest.fixture(scope="module")
def authority() -> trustme.CA:
    return trustme.CA()


@pytest.fixture
def plain() -> Iterator[PictureServer]:
    """A server without encryption."""
    with serving(PictureServer()) as server:
        yield server


@pytest.fixture
def secure(authority: trustme.CA) -> Iterator[PictureServer]:
    """A server with a certificate of the authority."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("127.0.0.1").configure_cert(context)
    server = PictureServer()
    server.scheme = "https"
    server.socket = context.wrap_socket(server.socket, server_side=True)
    with serving(server):
        yield server


@pytest.fixture
def client(authority: trustme.CA) -> Iterator[PictureClient]:
    """A client that trusts the authority."""
    context = ssl.create_default_context()
    authority.configure_trust(context)
    client = PictureClient(transport=httpx.AsyncHTTPTransport(verify=context), seconds=5)
    yield client
    client.close()


def refused(client: PictureClient, address: str) -> bool:
    """Whether there is no picture to be had there."""
    try:
        client.fetch(address)
    except PictureUnavailable:
        return True
    return False


def test_nothing_but_the_address_leaves_the_computer(
    secure: PictureServer, client: PictureClient
) -> None:
    for name in ("a.png", "b.png"):
        assert client.fetch(secure.address(name)) == secure.picture
    assert secure.paths() == ["/a.png", "/b.png"]  # the first answer wanted to leave a cookie
    for _path, headers in secure.asked:
        assert headers.keys() == {"host", "connection", "accept", "accept-encoding", "user-agent"}


def test_only_https_and_this_computer_are_asked(
    plain: PictureServer, secure: PictureServer, client: PictureClient
) -> None:
    for address in (
        "http://pictures.example/a.png",
        "http://192.168.1.1/a.png",
        "file:///etc/passwd",
        secure.address("a.png").replace("//", "//user:secret@"),
        "data:image/png;base64,iVBORw0KGgo=",
        "//127.0.0.1/a.png",
        "a.png",
        "https://[",
        "",
    ):
        assert refused(client, address), address
    assert (plain.paths(), secure.paths()) == ([], [])
    assert client.fetch(plain.address("a.png")) == plain.picture


def test_a_redirect_never_leads_to_another_scheme(
    plain: PictureServer, secure: PictureServer, client: PictureClient
) -> None:
    for server, other in ((secure, plain), (plain, secure)):
        server.onwards = other.address("a.png")
        assert refused(client, server.address("onwards"))
        server.onwards = "/moved.png"
        assert client.fetch(server.address("onwards")) == server.picture
        server.onwards = "file:///etc/passwd"
        assert refused(client, server.address("onwards"))
    assert plain.paths() == secure.paths() == ["/onwards", "/onwards", "/moved.png", "/onwards"]


def test_another_host_learns_nothing_from_a_redirect() -> None:
    """Not even what the address before it, or its answer, said."""
    asked: list[httpx.Request] = []

    def answer(request: httpx.Request) -> httpx.Response:
        asked.append(request)
        headers = {"location": "https://other.example/b.png", "set-cookie": "session=secret"}
        if request.url.host == "pictures.example":
            return httpx.Response(302, headers=headers)
        return httpx.Response(200, stream=httpx.ByteStream(png()))

    client = PictureClient(transport=httpx.MockTransport(answer))
    assert client.fetch("https://pictures.example/a.png?key=canary") == png()
    client.close()
    _first, second = asked
    assert str(second.url) == "https://other.example/b.png"
    assert second.headers.keys() == {
        "host",
        "connection",
        "accept",
        "accept-encoding",
        "user-agent",
    }
    assert not any("canary" in value or "secret" in value for value in second.headers.values())


def test_a_redirect_from_outside_never_leads_to_this_computer() -> None:
    asked: list[str] = []

    def answer(request: httpx.Request) -> httpx.Response:
        asked.append(request.url.host)
        return httpx.Response(302, headers={"location": "https://127.0.0.1/a.png"})

    client = PictureClient(transport=httpx.MockTransport(answer))
    assert refused(client, "https://pictures.example/a.png")
    client.close()
    assert asked == ["pictures.example"]


def test_few_redirects_are_followed(secure: PictureServer, client: PictureClient) -> None:
    assert refused(client, secure.address("round"))
    assert len(secure.paths()) == 4


def test_a_server_that_nobody_vouches_for_is_not_believed(secure: PictureServer) -> None:
    client = PictureClient()
    assert refused(client, secure.address("a.png"))
    client.close()
    assert secure.paths() == []


@pytest.mark.parametrize("path", ["page", "missing.png", "nine.png", "drawing.png", "bomb.png"])
def test_what_is_no_picture_or_too_large_is_refused(
    secure: PictureServer, client: PictureClient, path: str
) -> None:
    assert refused(client, secure.address(path))
    assert secure.paths() == [f"/{path}"]


def test_an_endless_picture_is_broken_off(secure: PictureServer, client: PictureClient) -> None:
    assert refused(client, secure.address("endless.png"))
    assert secure.hung_up.wait(patient(20))


def test_a_server_that_dawdles_is_given_up(plain: PictureServer, authority: trustme.CA) -> None:
    client = PictureClient(seconds=0.3)
    assert refused(client, plain.address("slow.png"))
    client.close()
    assert plain.hung_up.wait(patient(20))


def test_a_closed_client_fetches_nothing(plain: PictureServer, client: PictureClient) -> None:
    other = PictureClient()
    other.close()
    assert refused(other, plain.address("a.png"))
    assert plain.paths() == []


@pytest.mark.parametrize("delay", [step / 2000 for step in range(20)])
def test_fetches_that_still_connect_end_with_the_client(plain: PictureServer, delay: float) -> None:
    """`localhost` has two addresses, each tried by a task of its own; a warning is an error."""
    client = PictureClient(seconds=20)
    address = plain.address("slow.png").replace("127.0.0.1", "localhost")
    with ThreadPoolExecutor(4) as pool:
        fetches = [pool.submit(refused, client, address) for _ in range(4)]
        threading.Event().wait(delay)
        client.close()
        assert all(fetch.result(10) for fetch in fetches)
    gc.collect()
