"""The pictures of the invented shop: where it says they are, as any shop's page would show them."""

from __future__ import annotations

import zlib

from tests.sandbox.visitor import Visitor, visit


def test_a_picture_is_where_the_shop_says_it_is_and_needs_no_sign_in() -> None:
    async def story(visitor: Visitor) -> None:
        items = await visitor.items("productExtend?full=1&limit=200")
        addresses = [item["allImages"]["mainImage"] for item in items if item["allImages"]]
        assert len(addresses) > 0.9 * len(items)
        assert all(item["mainPicture"] for item in items if item["allImages"])
        assert not any(item["mainPicture"] for item in items if not item["allImages"])
        for address in addresses[:3]:
            assert address.startswith(visitor.endpoints.shop_url.partition("/shop/")[0])
            answer = await visitor.http.get(address)
            assert answer.status_code == 200
            assert answer.headers["content-type"] == "image/png"
            assert _rows_of(answer.content) == 320
        again = await visitor.http.get(addresses[0])
        assert again.content == (await visitor.http.get(addresses[0])).content

    visit(story)


def test_without_a_picture_there_is_none() -> None:
    async def story(visitor: Visitor) -> None:
        origin = visitor.endpoints.shop_url.partition("/shop/")[0]
        for file in ("999999.png", "-1.png", "x.png", "9" * 40 + ".png", "..%2Fa"):
            assert (await visitor.http.get(f"{origin}/pictures/{file}")).status_code == 404
        visitor.sandbox.shop.delete(0)
        assert (await visitor.http.get(f"{origin}/pictures/0.png")).status_code == 404

    visit(story)


def _rows_of(png: bytes) -> int:
    """The height of a picture, which its header and its pixels agree about."""
    assert png.startswith(b"\x89PNG\r\n\x1a\n")
    width, height = (int.from_bytes(png[at : at + 4], "big") for at in (16, 20))
    begin = png.index(b"IDAT")
    length = int.from_bytes(png[begin - 4 : begin], "big")
    assert len(zlib.decompress(png[begin + 4 : begin + 4 + length])) == height * (3 * width + 1)
    return height
