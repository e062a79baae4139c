"""What the safety brake says of products."""

from __future__ import annotations

from shopsync_gui.core.plan import Brake, BrakeKind
from shopsync_gui.core.run_labels import brake_examples


def test_names_with_commas_stay_apart_and_the_rest_is_counted() -> None:
    names = ("Kesztyű, fehér", "Sapka, kék")
    brake = Brake(kind=BrakeKind.VANISH, count=12, total=100, examples=names)
    assert brake_examples(brake) == "“Kesztyű, fehér”, “Sapka, kék” and 10 more"
    assert brake_examples(Brake(kind=BrakeKind.VANISH, count=2, total=9, examples=names)) == (
        "“Kesztyű, fehér”, “Sapka, kék”"
    )
    assert brake_examples(Brake(kind=BrakeKind.EMPTY_SHOP, count=9, total=9)) == ""
