"""Letters, presets and views of a team: they come to every computer, offline work waits, nobody's is lost."""

from __future__ import annotations

from pathlib import Path

import pytest
from msgspec.structs import replace

from shopsync_gui.core.errors import TeamUnreachable
from shopsync_gui.core.newsletter.letter import LetterStyle
from shopsync_gui.core.newsletter.saved_letter import SavedLetter, letter_item
from shopsync_gui.core.runs.jobs import JobKind
from shopsync_gui.core.runs.runs import RunState
from shopsync_gui.core.team.team import Exchange, Role
from shopsync_gui.store.documents.views import SavedView
from shopsync_gui.store.search.filters import CategoryChoice, Filters
from shopsync_gui.store.search.query import GridQuery
from tests.team.computers import Team, TeamComputer
from tests.team.server import PostgresServer


@pytest.fixture
def team(tmp_path: Path, server: PostgresServer, database: str) -> Team:
    """Two computers whose shop has been synced by both."""
    team = Team(tmp_path, server, database, 2, 1, products=8)
    first, second = team.each
    assert first.job().state is RunState.DONE
    second.time = first.time
    assert second.job().state is RunState.DONE
    return team


def write_letter(computer: TeamComputer, name: str, heading: str = "") -> SavedLetter:
    """A letter of three products of the shop, kept."""
    store = computer.store
    products = store.letters.products(list(store.grid.ids(GridQuery(limit=3))))
    return store.letters.save(
        SavedLetter(
            connection_id=computer.connection.id,
            name=name,
            style=LetterStyle(heading=heading),
            items=tuple(letter_item(product, computer.connection.id) for product in products),
            made_at=computer.now(),
        )
    )


def names(computer: TeamComputer) -> list[str]:
    """The names of its letters."""
    return sorted(letter.name for letter in computer.store.letters.all())


def test_letters_presets_and_views_come_to_the_colleague(team: Team) -> None:
    first, second = team.each
    letter = write_letter(first, "Tavasz", "Tavaszi akció")
    first.store.letters.save_preset(first.connection.id, "Kék", LetterStyle(color="#0000ff"))
    category = first.store.database.one("SELECT id, name FROM category WHERE present = 1")
    assert category is not None
    filters = Filters(
        connection_id=first.connection.id,
        category=CategoryChoice(category[1], frozenset({category[0]})),
    )
    first.store.views.save(SavedView(name="Akciós", search="bőr", filters=filters))
    assert first.office.exchange() == Exchange(came=1, went=3)  # a run of the colleague's is news
    assert second.office.exchange() == Exchange(came=3)
    (taken,) = second.store.letters.all()
    assert (taken.name, taken.style) == ("Tavasz", letter.style)
    # The products are this computer's own, whatever their numbers are here.
    assert [item.sku for item in taken.items] == [item.sku for item in letter.items]
    products = second.store.letters.products([item.product_id for item in taken.items])
    assert [product.sku for product in products] == [item.sku for item in letter.items]
    assert second.store.letters.presets(second.connection.id)["Kék"].color == "#0000ff"
    view = second.store.views.named("akciós")
    assert view is not None
    assert view.search == "bőr"
    assert view.filters.category is not None
    assert view.filters.category.name == category[1]
    # Nothing more is to be told by either.
    assert first.office.exchange() == second.office.exchange() == Exchange()
    team.close()


def test_what_was_changed_and_deleted_is_so_for_all(team: Team) -> None:
    first, second = team.each
    letter, other = write_letter(first, "Tavasz"), write_letter(first, "Nyár")
    first.office.exchange()
    second.office.exchange()
    (spring,) = [each for each in second.store.letters.all() if each.name == "Tavasz"]
    second.store.letters.save(replace(spring, name="Tavasz 2"))
    second.store.letters.remove(
        next(each.id for each in second.store.letters.all() if each.name == "Nyár")
    )
    assert second.office.exchange().went == 2
    assert first.office.exchange() == Exchange(came=2)
    assert [(each.id, each.name) for each in first.store.letters.all()] == [(letter.id, "Tavasz 2")]
    assert other.id != letter.id
    team.close()


def test_of_two_who_changed_one_letter_both_versions_stay(team: Team) -> None:
    first, second = team.each
    write_letter(first, "Tavasz")
    first.office.exchange()
    second.office.exchange()
    for computer, heading in ((first, "Elsőé"), (second, "Másodiké")):
        (letter,) = computer.store.letters.all()
        computer.store.letters.save(replace(letter, style=LetterStyle(heading=heading)))
    first.office.exchange()
    seen = second.office.exchange()
    assert len(seen.beside) == 1
    first.office.exchange()
    for computer in team.each:
        headings = {each.name: each.style.heading for each in computer.store.letters.all()}
        assert headings == {"Tavasz": "Elsőé", seen.beside[0]: "Másodiké"}
    team.close()


def test_a_change_outlives_a_deletion(team: Team) -> None:
    first, second = team.each
    for name in ("Tavasz", "Nyár"):
        write_letter(first, name)
    first.office.exchange()
    second.office.exchange()
    here = {letter.name: letter for letter in first.store.letters.all()}
    there = {letter.name: letter for letter in second.store.letters.all()}
    first.store.letters.remove(here["Tavasz"].id)
    first.store.letters.save(replace(here["Nyár"], style=LetterStyle(heading="Új")))
    second.store.letters.save(replace(there["Tavasz"], style=LetterStyle(heading="Új")))
    second.store.letters.remove(there["Nyár"].id)
    for computer in (first, second, first, second):
        computer.office.exchange()
    for computer in team.each:
        assert names(computer) == ["Nyár", "Tavasz"]
        assert {each.style.heading for each in computer.store.letters.all()} == {"Új"}
    team.close()


def test_two_views_of_one_name_both_stay(team: Team) -> None:
    first, second = team.each
    first.store.views.save(SavedView(name="Akciós", search="bőr"))
    second.store.views.save(SavedView(name="akciós", search="fa"))
    for computer in (first, second, first):
        computer.office.exchange()
    for computer in team.each:
        views = {view.name: view.search for view in computer.store.views.all()}
        assert len(views) == 2
        assert views["Akciós"] == "bőr"
        assert set(views.values()) == {"bőr", "fa"}
    team.close()


def test_offline_work_waits_for_the_database(team: Team, server: PostgresServer) -> None:
    first, second = team.each
    server.stop()
    try:
        letter = write_letter(first, "Offline")
        with pytest.raises(TeamUnreachable):
            first.office.exchange()
        first.store.letters.save(replace(letter, name="Offline 2"))
    finally:
        server.start()
    assert first.office.exchange() == Exchange(came=1, went=1)
    second.office.exchange()
    assert names(second) == ["Offline 2"]
    team.close()


def test_a_run_exchanges_them_too_and_a_viewer_only_takes(team: Team) -> None:
    first, second = team.each
    first.office.set_role(2, Role.VIEWER)
    write_letter(first, "Tavasz")
    write_letter(second, "Magamnak")
    assert first.job().state is RunState.DONE
    assert second.office.exchange() == Exchange(came=2)
    assert names(second) == ["Magamnak", "Tavasz"]
    first.office.exchange()
    assert names(first) == ["Tavasz"]
    team.close()


def test_leaving_and_joining_again_doubles_nothing(team: Team, server: PostgresServer) -> None:
    first, second = team.each
    write_letter(first, "Tavasz")
    first.office.exchange()
    second.office.exchange()
    second.office.leave()
    second.office.join(server.address(second.database))
    assert second.office.exchange().went == 0
    assert names(second) == names(first) == ["Tavasz"]
    first.office.exchange()
    assert names(first) == ["Tavasz"]
    team.close()


def test_a_shop_that_is_disconnected_here_keeps_its_letters_in_the_team(team: Team) -> None:
    first, second = team.each
    write_letter(first, "Tavasz")
    first.office.exchange()
    second.office.exchange()
    second.store.removals.remove(second.connection.id)
    assert second.office.exchange().went == 0
    assert first.office.exchange() == Exchange()
    assert names(first) == ["Tavasz"]
    team.close()


def test_a_shop_that_is_connected_again_has_its_letters_once(team: Team) -> None:
    first, second = team.each
    write_letter(first, "Tavasz")
    category = second.store.database.one("SELECT id, name FROM category WHERE present = 1")
    assert category is not None
    choice = CategoryChoice(category[1], frozenset({category[0]}))
    second.store.views.save(SavedView(name="Kategória", filters=Filters(category=choice)))
    first.office.exchange()
    second.office.exchange()
    shop = second.connection
    second.store.removals.remove(shop.id)
    assert len(second.store.waiting_documents.letters()) == 1
    assert second.office.exchange().went == 0
    assert first.office.exchange().came == 1  # the view, which was not deleted for the team
    second.connection = second.store.connections.add(
        name=shop.name, title=shop.title, shop_url=shop.shop_url, token_url=shop.token_url,
        sa_url=shop.sa_url, client_id=shop.client_id, sa_user=shop.sa_user, now=second.now(),
    )  # fmt: skip
    second.type_secrets(second.connection)
    second.time = first.time
    assert second.job(JobKind.PREVIEW).state is RunState.DONE
    second.office.exchange()
    assert names(second) == ["Tavasz"]
    assert [view.name for view in second.store.views.all()] == ["Kategória"]
    first.office.exchange()
    assert names(first) == ["Tavasz"]
    assert [view.name for view in first.store.views.all()] == ["Kategória"]
    team.close()


def test_a_letter_that_came_before_its_products_knows_them_later(
    tmp_path: Path, server: PostgresServer, database: str
) -> None:
    team = Team(tmp_path, server, database, 2, 1, products=8)
    first, second = team.each
    assert first.job().state is RunState.DONE
    write_letter(first, "Tavasz")
    first.office.exchange()
    assert second.office.exchange() == Exchange(came=2)
    (letter,) = second.store.letters.all()
    assert {item.product_id for item in letter.items} == {0}
    assert second.office.exchange() == Exchange()
    second.time = first.time
    assert second.job().state is RunState.DONE
    (letter,) = second.store.letters.all()
    assert len(second.store.letters.products([item.product_id for item in letter.items])) == 3
    assert first.office.exchange() == Exchange(came=1)
    team.close()


def test_a_shop_that_a_colleague_connects_later_comes_with_the_next_exchange(team: Team) -> None:
    first, second = team.each
    shop = first.connection
    later = first.store.connections.add(
        name="masikbolt", title="Másik bolt", shop_url=shop.shop_url, token_url=shop.token_url,
        sa_url=shop.sa_url, client_id="id", sa_user="masik", now=first.now(),
    )  # fmt: skip
    first.connection = later
    first.type_secrets(later)
    assert first.job(JobKind.PREVIEW).state is RunState.DONE
    assert second.office.exchange().came == 1
    (come,) = [each for each in second.store.connections.all() if each.name == "masikbolt"]
    assert (come.title, come.sa_user, come.options) == (later.title, "masik", later.options)
    assert first.office.exchange().came == 0
    second.store.removals.remove(come.id)
    assert second.office.exchange().came == 0  # disconnected here, it stays away
    assert "masikbolt" not in {each.name for each in second.store.connections.all()}
    team.close()
