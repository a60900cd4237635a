"""What the owner fills in, and what has to be done at Amazon before."""

from django.utils.translation import gettext_noop

from sportello.channels.contract import ConnectForm, Field

from .sites import EUROPE, FAR_EAST, NORTH_AMERICA

FORM = ConnectForm(
    fields=(
        Field(
            "region",
            gettext_noop("Region"),
            help=gettext_noop("Where you sell. An account of each region is connected by itself."),
            choices=(
                (EUROPE, gettext_noop("Europe, Turkey, Middle East, India, South Africa")),
                (NORTH_AMERICA, gettext_noop("United States, Canada, Mexico, Brazil")),
                (FAR_EAST, gettext_noop("Japan, Australia, Singapore")),
            ),
        ),
        Field(
            "sites",
            gettext_noop("Only these sites"),
            help=gettext_noop("Leave empty for all sites of the region."),
            required=False,
            pattern=r"\s*amazon\.[a-z.]{2,6}(?:[,;\s]+amazon\.[a-z.]{2,6})*\s*",
            placeholder="amazon.it, amazon.de",
        ),
        Field(
            "client_id",
            gettext_noop("LWA client identifier"),
            secret=True,
            pattern=r"\s*amzn1\.application-oa2-client\.[\w-]+\s*",
            placeholder="amzn1.application-oa2-client.…",
        ),
        Field(
            "client_secret",
            gettext_noop("LWA client secret"),
            help=gettext_noop("Amazon ends it after 180 days."),
            secret=True,
        ),
        Field(
            "refresh_token",
            gettext_noop("Refresh token"),
            secret=True,
            pattern=r"\s*Atzr\|\S+\s*",
            placeholder="Atzr|…",
        ),
        Field(
            "queue_url",
            gettext_noop("Address of an SQS queue"),
            help=gettext_noop("Optional: with a queue, changes of orders arrive within seconds instead of minutes."),
            required=False,
            pattern=r"\s*https?://\S+/\d{6,14}/[\w.-]+\s*",
            placeholder="https://sqs.eu-west-1.amazonaws.com/123456789012/orders",
        ),
        Field(
            "aws_access_key_id",
            gettext_noop("AWS access key"),
            help=gettext_noop("Only with a queue."),
            secret=True,
            required=False,
        ),
        Field(
            "aws_secret_access_key",
            gettext_noop("AWS secret key"),
            help=gettext_noop("Only with a queue."),
            secret=True,
            required=False,
        ),
    ),
    steps=(
        gettext_noop("Sign in to Seller Central as the account's owner; the selling plan must be Professional."),
        gettext_noop("Open Apps and Services, Develop Apps, and register as a private developer for your own shop."),
        gettext_noop(
            "Ask for Inventory and Order Tracking, Buyer Communication, Buyer Solicitation, Selling Partner Insights."
        ),
        gettext_noop(
            "If you ship yourself, ask for Direct-to-Consumer Delivery too: without it orders come without buyers."
        ),
        gettext_noop("Add an app client of the type Production and choose the same roles for it."),
        gettext_noop("View its LWA credentials, and copy the client identifier and the client secret."),
        gettext_noop("In the app's menu choose Authorise, then Authorise app, and copy the refresh token."),
        gettext_noop("Buyers write by mail: connect the mailbox to which Seller Central sends buyers' messages."),
        gettext_noop(
            "Allow that mailbox's address in Seller Central under Messaging Permissions: Amazon refuses all others."
        ),
        gettext_noop(
            "Optional: make a standard SQS queue in AWS and let Amazon's account 437568002678 send messages to it."
        ),
        gettext_noop(
            "Optional: make an AWS access key that may receive and delete messages of that queue, and nothing else."
        ),
    ),
    help_url="https://developer-docs.amazon.com/sp-api/docs/self-authorization",
)
