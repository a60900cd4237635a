"""What the owner fills in to connect an eBay account, and how to get it."""

from django.utils.translation import gettext_noop

from sportello.channels.contract import ConnectForm, Field

from .sites import MARKETPLACES

_SITES = tuple((site, site) for site in dict.fromkeys(MARKETPLACES.values()))

FORM = ConnectForm(
    fields=(
        Field(
            "user_name",
            gettext_noop("eBay user name"),
            help=gettext_noop("The name under which you sell, as buyers see it."),
        ),
        Field(
            "site",
            gettext_noop("Your site"),
            help=gettext_noop("The site where your account is registered."),
            choices=_SITES,
        ),
        Field(
            "client_id", gettext_noop("App ID (Client ID)"), secret=True, help=gettext_noop("Of the production keyset.")
        ),
        Field(
            "client_secret",
            gettext_noop("Cert ID (Client Secret)"),
            secret=True,
            help=gettext_noop("Of the same keyset."),
        ),
        Field(
            "refresh_token",
            gettext_noop("Refresh token"),
            secret=True,
            help=gettext_noop("Begins with v^1.1#. It lives 18 months; you are reminded before it ends."),
            placeholder="v^1.1#i^1#...",
        ),
        Field(
            "alert_email",
            gettext_noop("E-mail address for eBay's alerts"),
            required=False,
            help=gettext_noop("eBay writes there when its notifications do not arrive. Needed for notifications."),
            pattern=r"[^@\s]+@[^@\s]+\.[^@\s]+",
        ),
    ),
    steps=(
        gettext_noop(
            "Sign in at developer.ebay.com with your eBay account and join the developers program; it costs nothing."
        ),
        gettext_noop("Open Your Account, Application Access Keys, and create a Production keyset."),
        (
            gettext_noop(
                "Beside the keyset open Notifications. Choose the exemption from account deletion notices for now:"
                " this desk subscribes to them by itself once it is connected and has a public https address."
            )
        ),
        gettext_noop("Copy the App ID and the Cert ID into the fields below."),
        (
            gettext_noop(
                "Beside the App ID open User Tokens. Under Get a Token from eBay via Your Application add a redirect;"
                " eBay then shows its RuName."
            )
        ),
        (
            gettext_noop(
                "Choose OAuth and allow the scopes commerce.message, sell.fulfillment, sell.payment.dispute,"
                " sell.analytics.readonly, commerce.identity.readonly and commerce.notification.subscription."
            )
        ),
        gettext_noop("Sign in to production as the seller and agree. eBay shows an access token and a refresh token."),
        gettext_noop("Paste the refresh token below. That is enough; the desk gets access tokens by itself."),
        gettext_noop("You may connect the mailbox that eBay writes to as well: its copies of messages are recognised."),
    ),
    help_url="https://developer.ebay.com/api-docs/static/oauth-tokens.html",
)
