"""Finding the account and the connector that an address names."""

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from sportello.channels.contract import Connector
from sportello.channels.models import Source, SourceKind
from sportello.channels.registry import connector_named, connector_of


def account_or_404(source_id: int) -> Source:
    """An account by API. Raises Http404, also for a mailbox, whose pages are its connector's."""
    return get_object_or_404(Source, pk=source_id, kind=SourceKind.API)


def connector_or_404(kind: str) -> Connector:
    """The connector of a kind of channel. Raises Http404 when this installation has none."""
    found = connector_named(kind)
    if found is None:
        raise Http404(_("This installation has no such connector."))
    return found


def connector_of_or_404(source: Source) -> Connector:
    """The connector an account speaks by. Raises Http404 when this installation no longer has it."""
    found = connector_of(source)
    if found is None:
        raise Http404(_("This installation has no such connector."))
    return found
