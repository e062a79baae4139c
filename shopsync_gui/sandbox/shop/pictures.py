"""Pictures of the invented products, drawn by their names: what it is, and in which colour."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Final

from shopsync_gui.sandbox.shop.drawing import Canvas, Colour, Point, box, ellipse, line, mixed
from shopsync_gui.sandbox.shop.vocabulary import COLOURS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from shopsync_gui.sandbox.shop.product import Product

SIDE: Final = 320
_WHITE: Final = (255, 255, 255)
_BLACK: Final = (0, 0, 0)
#: Of the colours' words, in their order.
_PAINTS: Final[tuple[Colour, ...]] = (
    (52, 54, 60), (236, 236, 232), (200, 52, 54), (36, 52, 110), (70, 140, 84), (122, 82, 54),
    (140, 144, 150), (118, 34, 52), (228, 220, 200), (214, 164, 42), (228, 132, 160),
    (242, 170, 126), (52, 168, 172), (128, 84, 158),
)  # fmt: skip
#: A part of a picture: its outline, and how much lighter (or, below 0, darker) it is.
_Part = tuple[float, "Sequence[Point]"]

_SHOE: Final[tuple[_Part, ...]] = (
    (0, [(14, 40), (20, 34), (34, 36), (44, 50), (66, 58), (84, 62), (88, 72), (14, 72)]),
    (0.35, [(44, 50), (54, 54), (48, 60), (38, 54)]),
    (-0.45, box(12, 71, 89, 78, 3)),
)
_SHIRT: Final[tuple[_Part, ...]] = (
    (0, [(36, 20), (64, 20), (88, 34), (80, 50), (70, 45), (70, 82), (30, 82), (30, 45), (20, 50),
         (12, 34)]),
    (-0.3, [(38, 20), (62, 20), (57, 29), (50, 32), (43, 29)]),
    (0.25, box(54, 44, 65, 55, 2)),
)  # fmt: skip
_BAG: Final[tuple[_Part, ...]] = (
    *((-0.35, part) for part in line((36, 44), (38, 26), (50, 20), (62, 26), (64, 44), width=4)),
    (0, [(22, 40), (78, 40), (84, 82), (16, 82)]),
    (0.25, box(42, 50, 58, 60, 3)),
)
_POT: Final[tuple[_Part, ...]] = (
    (-0.3, box(8, 46, 92, 53, 3)),
    (0, box(18, 42, 82, 78, 9)),
    (0.2, box(16, 36, 84, 43, 3)),
    (-0.35, ellipse(50, 32, 5, 4)),
)
_CLOTH: Final[tuple[_Part, ...]] = (
    (-0.25, box(22, 58, 80, 76, 5)),
    (0, box(20, 42, 78, 60, 5)),
    (0.3, box(22, 26, 80, 44, 5)),
    (-0.2, box(58, 26, 64, 44)),
)
_BOARD: Final[tuple[_Part, ...]] = (
    (0, box(18, 34, 72, 74, 8)),
    (0, box(68, 48, 92, 60, 5)),
    (0.6, ellipse(85, 54, 3, 3)),
    (-0.25, box(28, 46, 60, 48)),
    (-0.25, box(26, 58, 54, 60)),
)
_CAN: Final[tuple[_Part, ...]] = (
    *((-0.3, part) for part in line((66, 40), (84, 46), (84, 62), (66, 72), width=5)),
    (0, box(34, 36, 70, 80, 5)),
    (0, [(36, 62), (36, 72), (10, 42), (14, 38)]),
    (0.25, [(4, 42), (18, 32), (20, 36), (8, 46)]),
)
_CHAIR: Final[tuple[_Part, ...]] = (
    (-0.35, box(28, 56, 34, 88)),
    (-0.35, box(66, 56, 72, 88)),
    (0, box(28, 14, 72, 50, 7)),
    (0.25, box(24, 52, 76, 62, 4)),
)
_LAMP: Final[tuple[_Part, ...]] = (
    (-0.4, box(48, 48, 52, 84)),
    (-0.4, box(34, 82, 66, 87, 2)),
    (0, [(38, 18), (62, 18), (76, 50), (24, 50)]),
    (0.5, [(44, 18), (52, 18), (54, 50), (36, 50)]),
)
_JAR: Final[tuple[_Part, ...]] = (
    (-0.35, box(32, 20, 68, 31, 3)),
    (0, box(28, 32, 72, 84, 9)),
    (0.7, box(28, 48, 72, 70)),
    (-0.1, box(38, 56, 62, 58)),
    (-0.1, box(42, 62, 58, 64)),
)
_SACK: Final[tuple[_Part, ...]] = (
    (0, [(28, 26), (72, 26), (76, 40), (74, 84), (26, 84), (24, 40)]),
    (-0.3, box(26, 20, 74, 28, 2)),
    (0.6, ellipse(50, 56, 15, 15)),
)
_CHEESE: Final[tuple[_Part, ...]] = (
    (0.25, [(12, 56), (82, 30), (88, 50), (88, 54)]),
    (0, [(12, 56), (88, 50), (88, 76), (12, 78)]),
    (-0.3, ellipse(34, 66, 5, 5)),
    (-0.3, ellipse(60, 62, 7, 6)),
    (-0.3, ellipse(78, 70, 4, 4)),
)
_BOOK: Final[tuple[_Part, ...]] = (
    (-0.35, box(26, 16, 78, 86, 3)),
    (0.85, box(30, 18, 76, 82)),
    (0, box(22, 14, 72, 82, 3)),
    (0.6, box(34, 28, 62, 34, 2)),
    (0.4, box(38, 40, 58, 43, 1)),
)
_BLOCKS: Final[tuple[_Part, ...]] = (
    (0, box(16, 48, 48, 80, 4)),
    (-0.3, box(52, 48, 84, 80, 4)),
    (0.35, box(34, 14, 66, 46, 4)),
    (0.4, ellipse(32, 64, 8, 8)),
    (0.2, [(60, 74), (68, 56), (76, 74)]),
)
_PHONE: Final[tuple[_Part, ...]] = (
    (0, box(30, 12, 70, 88, 9)),
    (0.75, box(34, 22, 66, 78, 3)),
    (-0.4, box(44, 15, 56, 18, 1)),
)
_PLUG: Final[tuple[_Part, ...]] = (
    *((-0.3, part) for part in line((50, 62), (50, 76), (66, 84), (88, 82), width=5)),
    (-0.5, box(38, 14, 43, 32)),
    (-0.5, box(57, 14, 62, 32)),
    (0, box(28, 30, 72, 64, 10)),
)
_HEADPHONES: Final[tuple[_Part, ...]] = (
    *(
        (-0.3, part)
        for part in line(
            (22, 56), (24, 36), (36, 22), (50, 18), (64, 22), (76, 36), (78, 56), width=7
        )
    ),
    (0, box(14, 50, 32, 82, 8)),
    (0, box(68, 50, 86, 82, 8)),
    (0.3, box(28, 54, 34, 78, 3)),
    (0.3, box(66, 54, 72, 78, 3)),
)
_BOTTLE: Final[tuple[_Part, ...]] = (
    (-0.4, box(42, 12, 58, 28, 2)),
    (0, box(34, 30, 66, 86, 10)),
    (0.7, box(34, 48, 66, 72)),
    (0, ellipse(50, 60, 7, 8)),
)
_GIFT: Final[tuple[_Part, ...]] = (
    (0, box(18, 42, 82, 84, 3)),
    (-0.2, box(14, 32, 86, 44, 2)),
    (0.6, box(45, 32, 55, 84)),
    (0.6, ellipse(40, 26, 10, 6)),
    (0.6, ellipse(60, 26, 10, 6)),
)

#: By the nouns of the vocabulary; the first that is in the name decides.
_SHAPES: Final[tuple[tuple[tuple[str, ...], tuple[_Part, ...]], ...]] = (
    (("cipő", "szandál", "bakancs", "papucs"), _SHOE),
    (("telefontok", "védőfólia"), _PHONE),
    (("póló", "pulóver", "kabát", " ing"), _SHIRT),
    (("táska", "kesztyű", " öv", " sál"), _BAG),
    (("lábas", "serpenyő", "bögre", "kaspó"), _POT),
    (("konyharuha", "terítő"), _CLOTH),
    (("vágódeszka",), _BOARD),
    (("öntözőkanna",), _CAN),
    (("szék", "asztal", " pad"), _CHAIR),
    (("lámpa",), _LAMP),
    (("lekvár", "méz", "krém", "őrlő"), _JAR),
    (("liszt", " mag"), _SACK),
    (("sajt", "túró"), _CHEESE),
    (("könyv", "leporelló"), _BOOK),
    (("kirakó", "építőkocka", "doboz"), _BLOCKS),
    (("töltő", "kábel"), _PLUG),
    (("hallgató",), _HEADPHONES),
    (("szérum", "szappan", "sampon"), _BOTTLE),
)


@lru_cache(256)
def picture_of(name: str, look: int) -> bytes:
    """The PNG of a product with this name; `look` decides what the name leaves open."""
    paint = _PAINTS[look % len(_PAINTS)]
    for (word, _english), known in zip(COLOURS, _PAINTS, strict=True):
        if word in name:
            paint = known
    ground = mixed(paint, _WHITE, 0.86 if sum(paint) < 640 else 0)
    if sum(paint) >= 640:
        ground = mixed(paint, (120, 126, 140), 0.2)
    canvas = Canvas(SIDE, ground)
    canvas.fill(ellipse(50, 85, 38, 5), mixed(ground, _BLACK, 0.1))
    for tone, outline in _shape(name):
        canvas.fill(outline, mixed(paint, _WHITE if tone > 0 else _BLACK, abs(tone)))
    return canvas.png()


def _shape(name: str) -> tuple[_Part, ...]:
    low = name.lower()
    return next((parts for words, parts in _SHAPES if any(w in low for w in words)), _GIFT)


def has_picture(product: Product) -> bool:
    """Whether the shop has a picture of the product: about one in forty has none."""
    return product.look >> 40 & 63 != 7


def picture_address(origin: str, product: Product) -> str:
    """Return the address of a product's picture."""
    return f"{origin}/pictures/{product.key}.png"
