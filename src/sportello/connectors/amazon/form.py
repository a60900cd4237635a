"""What the owner fills in, and what has to be done at Amazon before."""

from sportello.channels.contract import ConnectForm, Field

from .sites import EUROPE, FAR_EAST, NORTH_AMERICA

FORM = ConnectForm(
    fields=(
        Field(
            "region",
            "Region",
            help="Where you sell. An account of each region is connected by itself.",
            choices=(
                (EUROPE, "Europe, Turkey, Middle East, India, South Africa"),
                (NORTH_AMERICA, "United States, Canada, Mexico, Brazil"),
                (FAR_EAST, "Japan, Australia, Singapore"),
            ),
        ),
        Field(
            "sites",
            "Only these sites",
            help="Leave empty for all sites of the region.",
            required=False,
            pattern=r"\s*amazon\.[a-z.]{2,6}(?:[,;\s]+amazon\.[a-z.]{2,6})*\s*",
            placeholder="amazon.it, amazon.de",
        ),
        Field(
            "client_id",
            "LWA client identifier",
            secret=True,
            pattern=r"\s*amzn1\.application-oa2-client\.[\w-]+\s*",
            placeholder="amzn1.application-oa2-client.…",
        ),
        Field("client_secret", "LWA client secret", help="Amazon ends it after 180 days.", secret=True),
        Field("refresh_token", "Refresh token", secret=True, pattern=r"\s*Atzr\|\S+\s*", placeholder="Atzr|…"),
        Field(
            "queue_url",
            "Address of an SQS queue",
            help="Optional: with a queue, changes of orders arrive within seconds instead of minutes.",
            required=False,
            pattern=r"\s*https?://\S+/\d{6,14}/[\w.-]+\s*",
            placeholder="https://sqs.eu-west-1.amazonaws.com/123456789012/orders",
        ),
        Field("aws_access_key_id", "AWS access key", help="Only with a queue.", secret=True, required=False),
        Field("aws_secret_access_key", "AWS secret key", help="Only with a queue.", secret=True, required=False),
    ),
    steps=(
        "Sign in to Seller Central as the account's owner; the selling plan must be Professional.",
        "Open Apps and Services, Develop Apps, and register as a private developer for your own shop.",
        "Ask for Inventory and Order Tracking, Buyer Communication, Buyer Solicitation and Selling Partner Insights.",
        "If you ship yourself, ask for Direct-to-Consumer Delivery too: without it orders come without their buyers.",
        "Add an app client of the type Production and choose the same roles for it.",
        "View its LWA credentials, and copy the client identifier and the client secret.",
        "In the app's menu choose Authorise, then Authorise app, and copy the refresh token.",
        "Buyers write by mail: connect the mailbox to which Seller Central sends buyers' messages.",
        "Allow that mailbox's address in Seller Central under Messaging Permissions, or Amazon refuses your answers.",
        "Optional: make a standard SQS queue in AWS and let Amazon's account 437568002678 send messages to it.",
        "Optional: make an AWS access key that may receive and delete messages of that queue, and nothing else.",
    ),
    help_url="https://developer-docs.amazon.com/sp-api/docs/self-authorization",
)
