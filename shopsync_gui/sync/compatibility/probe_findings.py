"""The judgement of what was tried out: answers, and what the account shows of the test items."""

from __future__ import annotations

from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING

from shopsync_gui.core.account.written_losses import name_losses, text_losses

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from shopsync_gui.core.catalogue import MasterProduct, TargetCategory, TargetProduct
    from shopsync_gui.core.errors import AnswerLost
    from shopsync_gui.remote import WriteAnswer

#: What stands for an answer where there is none: surely not carried out, or a fault, or a page.
REFUSED = "refused"
_FAULT, _PAGE = "fault", "page"


def lost(error: AnswerLost) -> str:
    """A write without a readable answer: a web page with a 200, or a fault of the service."""
    return _PAGE if error.values.get("status", "")[:1] == "2" else _FAULT


def change_answer(answer: WriteAnswer | str) -> str:
    """The kind of an answer to a change or a removal."""
    if isinstance(answer, str):
        return answer
    bare = answer.form.removeprefix(f"{answer.status} ")
    if bare == "number" and answer.number is not None:
        return "number" if answer.number > 0 else "zero" if answer.number == 0 else "negative"
    kind = {"empty": "nothing", "{": "object", "[": "list"}.get(
        bare if bare == "empty" else bare[:1]
    )
    kind = kind or bare.partition(" ")[0]
    return f"{kind} with id" if kind in ("object", "list") and answer.is_yes else kind


def create_answer(answer: WriteAnswer | str, shown: Collection[int]) -> str:
    """The kind of an answer to a create; `shown` are the ids under which it may be found."""
    kind = change_answer(answer)
    named = None if isinstance(answer, str) else answer.new_id
    return "other number" if named is not None and shown and named not in shown else kind


def _are_one(
    first: WriteAnswer | str, second: WriteAnswer | str, shown: Sequence[TargetCategory]
) -> bool | None:
    """Whether two answers name one category of those that are shown; None where they do not name any."""
    named = [None if isinstance(answer, str) else answer.new_id for answer in (first, second)]
    if not {category.sa_id for category in shown}.issuperset(named):
        return None
    return named[0] == named[1]


def other_case(
    first: WriteAnswer | str, second: WriteAnswer | str, shown: Sequence[TargetCategory]
) -> str:
    """Whether a category whose name differs in case is another one."""
    if second == REFUSED:
        return REFUSED
    is_same = _are_one(first, second, shown)
    if is_same is None:
        is_same = len({category.name for category in shown}) <= 1
    return "same" if is_same else "apart"


def twice(
    first: WriteAnswer | str, again: WriteAnswer | str, shown: Sequence[TargetCategory]
) -> str:
    """Tell what becomes of a category that is there already."""
    if again == REFUSED:
        return REFUSED
    is_same = _are_one(first, again, shown)
    if is_same is not None:
        return "existing" if is_same else "second"
    names = [category.name for category in shown]
    return "second" if any(names.count(each) > 1 for each in names) else "unclear"


def category_losses(sent: str, shown: str) -> str:
    """Tell what the account made of a category's name."""
    return ", ".join(text_losses(sent, shown)) or "exact"


def kept(sent: MasterProduct, found: TargetProduct, category_ids: Sequence[int]) -> dict[str, str]:
    """Tell what the account made of each field of the test product."""
    return {
        "name.kept": ", ".join(name_losses(sent.name, found.name)) or "exact",
        "sku.kept": ", ".join(text_losses(sent.sku, found.sku)) or "exact"
        if found.sku
        else "untold",
        "price.kept": _price(sent, found),
        "vat.kept": _plainly(found.vat, sent.vat),
        "currency.kept": _plainly(found.currency, sent.currency),
        "links.kept": _links(found, category_ids),
    }


def _plainly(found: object, sent: object) -> str:
    if found is None:
        return "untold"
    return "exact" if found == sent else "other"


def _price(sent: MasterProduct, found: TargetProduct) -> str:
    if found.net is None:
        return "untold"
    gross = sent.net * (100 + sent.vat) / 100
    if abs(found.net - sent.net) < Decimal("0.000001"):
        return "exact"
    if found.net in (_at(sent.net, 0), _at(sent.net, 0, ROUND_DOWN)):
        return "whole"
    if found.net in (_at(sent.net, 1), _at(sent.net, 1, ROUND_DOWN)):
        return "one"
    return "gross" if abs(found.net - gross) < Decimal("0.01") else "other"


def _at(value: Decimal, places: int, how: str = ROUND_HALF_UP) -> Decimal:
    return value.quantize(Decimal(1).scaleb(-places), how)


def _links(found: TargetProduct, category_ids: Sequence[int]) -> str:
    if found.category_ids is None or not category_ids:
        return "untold"
    if not found.category_ids:
        return "none"
    return "exact" if set(found.category_ids) == set(category_ids) else "other"


def is_refusal(answer: WriteAnswer | str) -> bool:
    """Whether an answer to a create says that it was not carried out."""
    return isinstance(answer, str) or answer.is_no or answer.form == "false"


def left_out(
    answer: WriteAnswer | str, before: TargetProduct | None, after: TargetProduct | None
) -> str:
    """Tell what becomes of the fields that a change leaves out."""
    if answer == REFUSED:
        return REFUSED
    if before is None or after is None:
        return "untold"
    if (before.name and not after.name) or (before.category_ids and not after.category_ids):
        return "blanks"
    names = ("name", "sku", "vat", "currency", "category_ids")
    same = all(getattr(before, name) == getattr(after, name) for name in names)
    return "kept" if same else "altered"


def replaced(answer: WriteAnswer | str, shown: TargetProduct | None, first: int, last: int) -> str:
    """Tell what becomes of the former category when another one is given."""
    if answer == REFUSED:
        return REFUSED
    if shown is None or shown.category_ids is None:
        return "untold"
    ids = set(shown.category_ids)
    if ids == {last}:
        return "replaced"
    if not ids:
        return "none"
    return "appended" if ids >= {first, last} else "ignored" if last not in ids else "other"


def emptied(answer: WriteAnswer | str, shown: TargetProduct | None) -> str:
    """Tell what becomes of the categories when none is given."""
    if answer == REFUSED:
        return REFUSED
    if shown is None or shown.category_ids is None:
        return "untold"
    return "ignored" if shown.category_ids else "emptied"


def vat(answer: WriteAnswer | str, shown: TargetProduct | None, sent: Decimal) -> str:
    """Tell what becomes of a rate with decimals."""
    value = _plainly(None if shown is None else shown.vat, sent)
    return answer if isinstance(answer, str) and value != "exact" else value


def currency(answer: WriteAnswer | str, shown: TargetProduct | None, sent: str) -> str:
    """Tell what becomes of another currency."""
    told = None if shown is None else shown.currency
    if told == sent:
        return "taken"
    if isinstance(answer, str):
        return answer
    return "untold" if told is None else "ignored"


def case(
    answer: WriteAnswer | str, before: TargetProduct | None, after: TargetProduct | None
) -> str:
    """Tell what becomes of a SKU that differs in case."""
    if before is None or after is None or not after.sku:
        return "untold"
    if before.sku != after.sku:
        return "taken"
    return answer if answer == REFUSED else "ignored"
