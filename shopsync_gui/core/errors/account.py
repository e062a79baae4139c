"""Failures of the SalesAutopilot account: writes it refuses, and lists that cannot be relied on."""

from __future__ import annotations

from shopsync_gui.core.errors.base import Remedy
from shopsync_gui.core.errors.services import ServiceError
from shopsync_gui.core.text import N_


class AccountRefused(ServiceError):
    """SalesAutopilot refused one write; `status` is the HTTP status, `detail` its own words."""

    title = N_("SalesAutopilot refused a product")
    message = N_("SalesAutopilot did not accept “{name}” (HTTP {status}: {detail}).")
    action = N_("Check the product's data in the shop, then retry it.")
    remedy = Remedy.EDIT_PRODUCT
    needs_user = True


class NotCarriedOut(AccountRefused):
    """SalesAutopilot answered one write as if it took it, and nothing came of it."""

    title = N_("SalesAutopilot did not carry out a change")
    message = N_(
        "SalesAutopilot answered “{name}” without a refusal (HTTP {status}: {detail}), but did not carry it out."
    )
    action = N_("Retry the product. If it ends the same way, ask SalesAutopilot's support.")


class NotRemoved(NotCarriedOut):
    """SalesAutopilot answered that it removed a product, and goes on showing it."""

    title = N_("SalesAutopilot did not remove a product")
    message = N_("SalesAutopilot answered that “{name}” was removed, but goes on showing it.")
    action = N_(
        "Undo the run again, or delete the product in SalesAutopilot. If it ends the same way, ask SalesAutopilot's support."
    )
    remedy = Remedy.CHECK_ACCOUNT


class CategoryRefused(AccountRefused):
    """SalesAutopilot refused to create, rename or delete a category; its products wait for that."""

    title = N_("SalesAutopilot refused a category")
    message = N_("SalesAutopilot did not accept the category “{name}” (HTTP {status}: {detail}).")
    action = N_(
        "Create a category of this name in SalesAutopilot, or change its name in the shop, then retry its products."
    )
    remedy = Remedy.CHECK_ACCOUNT


class CategoryLimit(CategoryRefused):
    """The account holds as many categories as it may."""

    title = N_("SalesAutopilot accepts no more categories")
    message = N_(
        "The account has as many categories as it may have: “{name}” was not created (HTTP {status}: {detail}). Products whose categories are there are synced."
    )
    action = N_(
        "Delete categories in SalesAutopilot that you do not need, or ask for more of them, then retry the products."
    )


class ValueNotTaken(ServiceError):
    """SalesAutopilot accepted the writes of `product` and kept the former values of `fields`."""

    title = N_("SalesAutopilot did not take a value")
    message = N_(
        "“{product}” was written twice, but SalesAutopilot keeps its former values: {fields}."
    )
    action = N_("Change it in the shop, or look at the product in SalesAutopilot, then retry it.")
    remedy = Remedy.EDIT_PRODUCT
    needs_user = True


class QuotaReached(AccountRefused):
    """The account's package holds no more products."""

    title = N_("The account's package is full")
    message = N_(
        "SalesAutopilot accepts no more products in this package; its answer: {detail}. What is left has been kept for later."
    )
    action = N_("Upgrade the package or make room in the account, then continue the sync.")
    remedy = Remedy.MAKE_ROOM
    pauses = True


class AllowanceUsed(QuotaReached):
    """The account took as much as it takes in a day or an hour; it takes more after that."""

    title = N_("SalesAutopilot accepts no more for now")
    message = N_(
        "SalesAutopilot says that a limit for a period is reached; its answer: {detail}. What is left has been kept for later."
    )
    action = N_(
        "Continue the sync when the period is over, such as tomorrow, or ask SalesAutopilot for a higher limit."
    )
    remedy = Remedy.WAIT
    needs_user = False


class CreatesRefused(AccountRefused):
    """Many creates in a row were refused for one reason; `detail` is the last refusal in words."""

    title = N_("SalesAutopilot accepts no new products")
    message = N_("{count} new products in a row were refused for the same reason: {detail}")
    action = N_(
        "Look in SalesAutopilot whether the package is full or the API key may write, then continue "
        "the sync. Until then one product is tried each time."
    )
    remedy = Remedy.MAKE_ROOM
    pauses = True


class CategoriesRefused(CreatesRefused):
    """Many creates in a row were refused for their categories, which the account names."""

    title = N_("SalesAutopilot does not accept the categories of new products")
    action = N_(
        "Look in SalesAutopilot whether these categories are there, then continue the sync. Until then one product is tried each time."
    )
    remedy = Remedy.CHECK_ACCOUNT


class AccountListBehind(ServiceError):
    """The account's list keeps coming back empty although there should be something in it."""

    title = N_("The account's list came back empty")
    message = N_(
        "SalesAutopilot's list of products or of categories was empty, even after a wait, although there should be something in it: what it held before, or what was just sent."
    )
    action = N_("Wait a few minutes and continue. Nothing is created twice meanwhile.")
    remedy = Remedy.WAIT
    pauses = True


class AccountListIncomplete(ServiceError):
    """The account's list does not show what was created in it: it does not hold everything."""

    title = N_("The account's list is incomplete")
    message = N_(
        "SalesAutopilot created something that its list does not show, even after a wait. What the list lacks may be there all the same, so nothing else is created."
    )
    action = N_(
        "Start the sync again later. If it ends the same way, ask SalesAutopilot's support how many products the list of the API can hold."
    )
    remedy = Remedy.WAIT


class AccountListEnds(AccountListIncomplete):
    """The account's list ends at `count` products, and the account has more."""

    title = N_("The account's list is incomplete: it ends at {count} products")
    message = N_(
        "SalesAutopilot's list shows {count} products. It lacks others that SalesAutopilot shows when it is asked for them one by one. What the list lacks may be there already: from now on nothing is created for being absent from it. Products that the program knows are kept up to date."
    )
    action = N_(
        "Ask SalesAutopilot's support how the list of the API can show more than {count} products."
    )


class AccountListLeavesOut(AccountListIncomplete):
    """The account's list leaves out products that the account has, `skus`, and shows newer ones."""

    title = N_("The account's list is incomplete: it leaves out products")
    message = N_(
        "SalesAutopilot's list leaves out products ({skus}) that SalesAutopilot shows when it is asked for them one by one. Others that the list lacks may be there already: from now on nothing is created for being absent from it. Products that the program knows are kept up to date."
    )
    action = N_(
        "Start the sync again later. If it ends the same way, ask SalesAutopilot's support why the list of the API leaves these products out."
    )


class CategoryListIncomplete(AccountListIncomplete):
    """The account's list of categories does not show what was created in it."""

    title = N_("The account's list of categories is incomplete")
    message = N_(
        "SalesAutopilot's list does not show a category that was sent to it, even after a wait. Other categories that the list lacks may be there all the same, so no more are created, and no products either. Products that need no new category are kept up to date."
    )
    action = N_(
        "Start the sync again. If it ends like this once more, let the compatibility check in the shop's menu try the account out: where the list shows the test categories, the other products are brought over by the next sync. If it does not, ask SalesAutopilot's support how many categories the list of the API can hold, and which ones it leaves out."
    )
    action_in_commands = N_(
        "Start the sync again. If it ends like this once more, let “shopsync check SHOP --write” try the account out: where the list shows the test categories, the other products are brought over by the next sync. If it does not, ask SalesAutopilot's support how many categories the list of the API can hold, and which ones it leaves out."
    )


class AccountUsedByOther(ServiceError):
    """Another program goes on creating products in the account."""

    title = N_("Another program writes into this account")
    message = N_(
        "New products keep appearing in the account that this program did not create. Going on would create them twice."
    )
    action = N_(
        "Let the other program finish, or stop it: another computer with this program, or the built-in sync of SalesAutopilot. Then continue."
    )
    remedy = Remedy.WAIT
    pauses = True
