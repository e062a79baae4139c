"""The dialog that connects a shop: it asks both sides while the user types, and names what is wrong."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QFrame,
    QLabel,
    QLineEdit,
    QPushButton,
    QToolButton,
)

from shopsync_gui.core import errors
from shopsync_gui.core.settings.scopes import SCOPES
from shopsync_gui.core.text import ngettext, translate
from shopsync_gui.remote.shop.requests import SCOPES as ASKED
from shopsync_gui.sandbox.config import ALL_SCOPES
from tests.ui.conftest import OpenSandbox
from tests.ui.driver import Driver
from tests.ui.program import settle


def marks(driver: Driver) -> dict[str, str]:
    """The mark beside each permission of the guide."""
    guide = driver.find(QFrame, "connectionGuide")
    texts = [label.text() for label in guide.findChildren(QLabel)]
    names = {scope.name for scope in SCOPES}
    return {text: texts[index - 1] for index, text in enumerate(texts) if text in names}


def refused(driver: Driver, *names: str) -> list[bool]:
    return [bool(driver.find(QLineEdit, name).property("invalid")) for name in names]


def test_every_permission_the_program_uses_is_in_the_guide() -> None:
    assert set(ASKED.values()) == {scope.name for scope in SCOPES}


def test_both_sides_answer_without_a_button(driver: Driver, open_sandbox: OpenSandbox) -> None:
    driver.fill_connection(open_sandbox(products=40).endpoints)
    driver.bot.waitUntil(lambda: driver.status("shopStatus").startswith("✓"))
    driver.bot.waitUntil(lambda: driver.status("accountStatus").startswith("✓"))
    assert ngettext("{n} product", "{n} products", 40).format(n="40") in driver.status("shopStatus")
    assert driver.note() == ""
    assert set(marks(driver).values()) == {"✓"}


def test_what_is_not_filled_in_yet_says_when_it_is_checked(driver: Driver) -> None:
    driver.page("pageConnections")
    driver.click("addConnectionButton")
    driver.wait_for(QDialog, "connectionDialog")
    hint = translate("It is checked as soon as all of it is filled in.")
    assert [driver.status(side) for side in ("shopStatus", "accountStatus")] == [hint, hint]
    driver.type("shopField", "bemutato")
    assert driver.status("shopStatus") == hint


def test_a_refused_secret_marks_its_fields_until_it_is_mended(
    driver: Driver, open_sandbox: OpenSandbox
) -> None:
    endpoints = open_sandbox().endpoints
    driver.fill_connection(endpoints, clientSecretField="wrong", saPasswordField="wrong")
    driver.bot.waitUntil(lambda: driver.status("shopStatus").startswith("✗"))
    driver.bot.waitUntil(lambda: driver.status("accountStatus").startswith("✗"))
    fields = ("clientIdField", "clientSecretField", "saUserField", "saPasswordField")
    assert refused(driver, "shopField", *fields) == [False, True, True, True, True]
    driver.type("clientSecretField", endpoints.client_secret)
    assert driver.status("shopStatus") == ""
    driver.bot.waitUntil(lambda: driver.status("shopStatus").startswith("✓"))
    assert refused(driver, *fields) == [False, False, True, True]
    assert driver.find(QLineEdit, "saPasswordField").text() == "wrong"


def test_permissions_that_are_missing_are_marked(driver: Driver, open_sandbox: OpenSandbox) -> None:
    left_out = {"product.category:read", "order.order:read"}
    scopes = tuple(scope for scope in ALL_SCOPES if scope not in left_out)
    endpoints = open_sandbox(scopes=scopes).endpoints
    driver.fill_connection(endpoints)
    driver.bot.waitUntil(lambda: driver.status("shopStatus").startswith("✗"))
    assert "product.category:read" in driver.status("shopStatus")
    assert marks(driver)["product.category:read"] == "✗"


def test_an_optional_permission_that_is_missing_is_marked_and_does_not_stop(
    driver: Driver, open_sandbox: OpenSandbox
) -> None:
    scopes = tuple(scope for scope in ALL_SCOPES if scope != "order.order:read")
    driver.fill_connection(open_sandbox(scopes=scopes).endpoints)
    driver.bot.waitUntil(lambda: driver.status("shopStatus").startswith("✓"))
    found = marks(driver)
    assert found.pop("order.order:read") == "✗"
    assert set(found.values()) == {"✓"}
    assert driver.find(QPushButton, "connectButton").isEnabled()


def test_what_an_earlier_text_led_to_is_not_shown(
    driver: Driver, open_sandbox: OpenSandbox
) -> None:
    endpoints = open_sandbox(latency_ms=300).endpoints
    driver.fill_connection(endpoints, clientSecretField="wrong")
    driver.bot.waitUntil(lambda: driver.status("shopStatus") == translate("Checking…"))
    driver.type("clientSecretField", endpoints.client_secret)
    seen: set[str] = set()

    def fine() -> bool:
        seen.add(driver.status("shopStatus")[:1])
        return driver.status("shopStatus").startswith("✓")

    driver.bot.waitUntil(fine)
    assert "✗" not in seen


def test_escape_does_not_lose_what_was_typed_for_a_new_shop(driver: Driver) -> None:
    driver.click("addConnectionButton")
    dialog = driver.wait_for(QDialog, "connectionDialog")
    driver.bot.keyClick(dialog, Qt.Key.Key_Escape)
    assert not dialog.isVisible(), "nothing was typed"
    driver.click("addConnectionButton")
    dialog = driver.wait_for(QDialog, "connectionDialog")
    driver.type("shopField", "bemutato")
    driver.bot.keyClick(dialog, Qt.Key.Key_Escape)
    driver.wait_for(QDialog, "leaveDialog")
    driver.click("leaveCancelButton")
    assert driver.find(QLineEdit, "shopField").text() == "bemutato"
    driver.bot.keyClick(dialog, Qt.Key.Key_Escape)
    driver.wait_for(QDialog, "leaveDialog")
    driver.click("leaveConfirmButton")
    assert not dialog.isVisible()


def test_the_guide_can_be_put_away(driver: Driver) -> None:
    driver.click("addConnectionButton")
    driver.wait_for(QFrame, "connectionGuide")
    driver.click("guideButton")
    assert not driver.shown(QFrame, "connectionGuide")
    driver.click("guideButton")
    assert driver.shown(QFrame, "connectionGuide")


def test_what_was_said_of_earlier_values_goes_when_they_are_mended(
    driver: Driver, open_sandbox: OpenSandbox
) -> None:
    endpoints = open_sandbox().endpoints
    driver.fill_connection(endpoints, clientSecretField="wrong")
    driver.click("connectButton")
    driver.bot.waitUntil(
        lambda: driver.note() == translate("Shoprenter refused the client id or secret")
    )
    driver.type("clientSecretField", endpoints.client_secret)
    assert driver.note() == ""
    driver.bot.waitUntil(lambda: driver.status("shopStatus").startswith("✓"))
    assert driver.note() == ""


def test_what_is_mended_after_a_missing_keyring_is_what_is_kept(
    driver: Driver, open_sandbox: OpenSandbox
) -> None:
    endpoints = open_sandbox().endpoints
    driver.fill_connection(endpoints)
    driver.click("connectButton")
    driver.wait_for(QCheckBox, "sessionOnlyCheckBox")
    driver.tick("sessionOnlyCheckBox")
    driver.type("saPasswordField", "wrong")
    driver.click("connectButton")
    driver.bot.waitUntil(lambda: "SalesAutopilot" in driver.note())
    assert not driver.window.context.connections


def test_without_a_keyring_the_way_to_connect_is_named_and_nothing_is_asked_again(
    driver: Driver, open_sandbox: OpenSandbox
) -> None:
    dialog = driver.fill_connection(open_sandbox().endpoints)
    driver.click("connectButton")
    driver.wait_for(QCheckBox, "sessionOnlyCheckBox")
    hint = translate("To connect without one, tick the box below.")
    assert hint in [text.text() for text in dialog.findChildren(QLabel)]
    driver.bot.waitUntil(lambda: bool(driver.note()))
    told = driver.note()
    pressed = driver.find(QPushButton, "connectButton")
    driver.click("connectButton")
    assert driver.note() != translate("Testing both sides…")  # only the password store is asked
    driver.bot.waitUntil(lambda: pressed.isEnabled() and driver.note() == told)
    driver.tick("sessionOnlyCheckBox")
    driver.click("connectButton")
    driver.bot.waitUntil(lambda: len(driver.window.context.connections) == 1)


def test_an_error_while_connecting_speaks_of_no_sync(driver: Driver) -> None:
    driver.click("addConnectionButton")
    for name in ("shopField", "clientIdField", "clientSecretField", "saUserField"):
        driver.type(name, "bolt")
    driver.type("saPasswordField", "bolt")
    driver.click("addressesButton")
    for name in ("shopUrlField", "tokenUrlField", "saUrlField"):
        driver.type(name, "http://127.0.0.1:9")
    driver.click("testButton")
    driver.bot.waitUntil(
        lambda: (
            driver.note() == translate("No connection to {service}").format(service="Shoprenter")
        )
    )
    dialog = driver.find(QDialog, "connectionDialog")
    said = [label.text() for label in dialog.findChildren(QLabel) if label.isVisible()]
    mended = translate("Check the internet connection and the address, then try again.")
    assert any(text.endswith(mended) for text in said)


def test_a_secret_can_be_looked_at(driver: Driver) -> None:
    driver.click("addConnectionButton")
    field = driver.find(QLineEdit, "saPasswordField")
    eye = driver.find(QToolButton, "saPasswordFieldEye")
    assert field.echoMode() is QLineEdit.EchoMode.Password
    assert eye.accessibleName() == translate("Show: {field}").format(
        field=translate("API password")
    )
    field.setFocus()
    driver.bot.waitUntil(field.hasFocus)
    driver.bot.keyClick(field, Qt.Key.Key_Tab)
    assert eye.hasFocus()
    driver.bot.keyClick(eye, Qt.Key.Key_Space)
    assert field.echoMode() is QLineEdit.EchoMode.Normal
    assert eye.accessibleName() == translate("Hide: {field}").format(
        field=translate("API password")
    )
    driver.click("saPasswordFieldEye", QToolButton)
    assert field.echoMode() is QLineEdit.EchoMode.Password


def test_the_package_promises_no_sync_without_consent(driver: Driver) -> None:
    driver.click("addConnectionButton")
    box = driver.find(QComboBox, "packageBox")
    assert [box.itemText(index) for index in range(box.count())] == [
        translate("eCommerce: the first sync is offered at once"),
        translate("Free: I start the first sync"),
    ]
    dialog = driver.find(QDialog, "connectionDialog")
    said = [label.text() for label in dialog.findChildren(QLabel) if label.isVisible()]
    assert any(
        text.endswith(translate("Neither writes anything without your consent.")) for text in said
    )


def test_the_form_stays_where_it_is_whatever_is_said_in_it(
    driver: Driver, open_sandbox: OpenSandbox
) -> None:
    endpoints = open_sandbox(latency_ms=50).endpoints
    dialog = driver.fill_connection(
        endpoints, shopField="", clientSecretField="", saPasswordField=""
    )
    names = ("shopField", "clientIdField", "clientSecretField", "saUserField", "saPasswordField")
    seen: set[tuple[int, ...]] = set()

    def look() -> bool:
        fields = (driver.find(QLineEdit, name) for name in names)
        seen.add((dialog.height(), *(field.mapTo(dialog, QPoint()).y() for field in fields)))
        return True

    settle(driver.window)  # the further addresses have just been unfolded
    look()
    driver.type("shopField", "not a shop!")
    driver.bot.waitUntil(lambda: look() and refused(driver, "shopField") == [True])
    driver.type("shopField", endpoints.shop_name)
    for secret, password, sign in (("wrong", "wrong", "✗"), (None, None, "✓")):
        driver.type("clientSecretField", secret or endpoints.client_secret)
        driver.type("saPasswordField", password or endpoints.sa_password)
        for side in ("shopStatus", "accountStatus"):
            driver.bot.waitUntil(lambda: look() and driver.status(side).startswith(sign))  # noqa: B023
    assert len(seen) == 1, seen


@pytest.mark.parametrize(
    ("wrong", "problem"),
    [
        ({"clientSecretField": "wrong-secret"}, errors.WrongClientSecret),
        ({"saPasswordField": "wrong-password"}, errors.WrongAccountPassword),
        ({"tokenUrlField": "{origin}/oauth/nowhere/app/token"}, errors.TokenAddressUnknown),
        ({"saUrlField": "http://127.0.0.1:9/sa"}, errors.NoNetwork),
        ({"shopUrlField": "http://127.0.0.1:9/api"}, errors.NoNetwork),
        ({"shopUrlField": "{page}", "tokenUrlField": "{page}"}, errors.WebPageInstead),
        ({"saUrlField": "{page}"}, errors.WebPageInstead),
        ({"fault": "shop-api-off"}, errors.ShopForbidden),
        ({"fault": "missing-scope"}, errors.MissingScope),
    ],
)
def test_what_is_wrong_is_named_and_nothing_typed_is_lost(
    driver: Driver,
    open_sandbox: OpenSandbox,
    web_page: str,
    wrong: dict[str, str],
    problem: type[errors.ShopSyncError],
) -> None:
    other = dict(wrong)
    fault = other.pop("fault", "")
    endpoints = open_sandbox(faults=(fault,) if fault else ()).endpoints
    origin = endpoints.sa_url.rsplit("/", 1)[0]
    other = {name: text.format(origin=origin, page=web_page) for name, text in other.items()}
    driver.fill_connection(endpoints, **other)
    driver.click("testButton")
    side = "SalesAutopilot" if any(name.startswith("sa") for name in other) else "Shoprenter"
    wanted = translate(problem.title).format(service=side)
    driver.bot.waitUntil(lambda: driver.note() == wanted)
    for name, text in other.items():
        assert driver.find(QLineEdit, name).text() == text
    assert driver.find(QPushButton, "connectButton").isEnabled()
    driver.click("connectButton")
    assert driver.note() == ""
    driver.bot.waitUntil(lambda: driver.note() == wanted)
    assert driver.find(QDialog, "connectionDialog").isVisible()


@pytest.mark.parametrize(
    ("field", "text"),
    [
        ("shopField", "not a shop!"),
        ("saUrlField", "http://example.com"),
        ("shopUrlField", "ftp://x"),
    ],
)
def test_what_cannot_be_right_is_marked_while_typing(
    driver: Driver, open_sandbox: OpenSandbox, field: str, text: str
) -> None:
    driver.fill_connection(open_sandbox().endpoints, **{field: text})
    assert driver.find(QLineEdit, field).property("invalid") is True
    assert not driver.find(QPushButton, "connectButton").isEnabled()


def test_an_address_that_cannot_be_right_is_told_beside_the_buttons(
    driver: Driver, open_sandbox: OpenSandbox
) -> None:
    endpoints = open_sandbox(products=5).endpoints
    driver.fill_connection(endpoints, saUrlField="http://example.com/sa")
    driver.bot.waitUntil(lambda: driver.shown(QPushButton, "wrongAddressButton"))
    assert not driver.find(QPushButton, "connectButton").isEnabled()
    driver.bot.waitUntil(lambda: driver.status("shopStatus").startswith("✓"))  # not its fault
    if driver.shown(QLineEdit, "saUrlField"):
        driver.click("addressesButton")
    driver.click("wrongAddressButton")
    address = driver.find(QLineEdit, "saUrlField")
    driver.bot.waitUntil(address.hasFocus)
    address.setText(endpoints.sa_url)
    assert not driver.shown(QPushButton, "wrongAddressButton")
    assert driver.find(QPushButton, "connectButton").isEnabled()


def test_a_shop_that_is_connected_already_is_named_at_the_field(
    driver: Driver, open_sandbox: OpenSandbox
) -> None:
    endpoints = open_sandbox().endpoints
    driver.have_synced(endpoints)
    dialog = driver.fill_connection(
        endpoints, shopField=f"https://{endpoints.shop_name}.myshoprenter.hu/admin"
    )
    assert refused(driver, "shopField") == [True]
    assert not driver.find(QPushButton, "connectButton").isEnabled()
    said = [label.text() for label in dialog.findChildren(QLabel) if label.isVisible()]
    assert any(translate(errors.NameTaken.title) in text for text in said)
    driver.type("shopField", "another")
    assert refused(driver, "shopField") == [False]
    assert driver.find(QPushButton, "connectButton").isEnabled()


def test_a_shop_can_be_pasted_as_any_of_its_addresses(
    driver: Driver, open_sandbox: OpenSandbox
) -> None:
    endpoints = open_sandbox().endpoints
    pasted = f"  https://www.{endpoints.shop_name}.shoprenter.hu/admin/?x=1 "
    driver.fill_connection(endpoints, shopField=pasted)
    driver.click("testButton")
    driver.bot.waitUntil(lambda: driver.note() == translate("Both sides answer"))


def test_an_account_is_asked_whatever_the_shop_is(
    driver: Driver, open_sandbox: OpenSandbox
) -> None:
    driver.fill_connection(open_sandbox().endpoints, shopField="")
    driver.bot.waitUntil(lambda: driver.status("accountStatus").startswith("✓"))


def test_enter_goes_to_the_field_that_is_missing_and_says_so_there(
    driver: Driver, open_sandbox: OpenSandbox
) -> None:
    dialog = driver.fill_connection(open_sandbox().endpoints, shopField="", clientIdField="")
    last = driver.find(QLineEdit, "saPasswordField")
    for name, text, said in (
        ("shopField", "bolt", "shopFieldHint"),
        ("clientIdField", "id", "shopStatus"),
    ):
        last.setFocus()
        driver.bot.keyClick(last, Qt.Key.Key_Return)
        assert dialog.focusWidget() is driver.find(QLineEdit, name)
        assert refused(driver, name) == [True]
        caption = driver.find(QLineEdit, name).accessibleName()
        assert caption in driver.status(said)
        assert driver.find(QLabel, said).property("role") == "bad"
        assert driver.note() == ""
        driver.bot.keyClicks(dialog.focusWidget(), text)
        assert refused(driver, name) == [False]
        assert driver.find(QLabel, said).property("role") == "small"


def test_a_test_that_is_refused_goes_to_the_field_and_an_older_answer_goes(
    driver: Driver, open_sandbox: OpenSandbox
) -> None:
    dialog = driver.fill_connection(open_sandbox().endpoints, clientSecretField="wrong")
    driver.bot.waitUntil(lambda: driver.status("shopStatus").startswith("✗"))
    driver.click("testButton")
    assert driver.status("shopStatus") == ""
    driver.bot.waitUntil(lambda: driver.status("shopStatus").startswith("✗"))
    driver.bot.waitUntil(lambda: dialog.focusWidget() is driver.find(QLineEdit, "clientIdField"))
