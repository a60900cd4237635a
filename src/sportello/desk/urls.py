"""Addresses of the desk. A change of state is a resource that one posts to."""

from django.urls import path

from . import channel_urls, mailroom_urls
from .beginning.urls import urlpatterns as beginning_urls
from .buying.urls import urlpatterns as buying_urls
from .complying.urls import urlpatterns as complying_urls
from .connecting.urls import urlpatterns as connecting_urls
from .history.urls import urlpatterns as history_urls
from .identity_urls import urlpatterns as identity_urls
from .insights.urls import urlpatterns as insights_urls
from .knowledge.urls import urlpatterns as knowledge_urls
from .macros.urls import urlpatterns as macros_urls
from .portal.urls import urlpatterns as portal_urls
from .repeat_urls import urlpatterns as repeat_urls
from .replying.urls import urlpatterns as replying_urls
from .roads.urls import urlpatterns as roads_urls
from .suggesting.urls import urlpatterns as suggesting_urls
from .views import acts, alike, answering, bulk, lists, merging, rules, tickets, understanding

app_name = "desk"
urlpatterns = [
    path("", lists.home, name="home"),
    path("queue", lists.queue, name="queue"),
    path("queue/ways", lists.ways, name="ways"),
    path("search", lists.search, name="search"),
    path("tickets/<int:ticket_id>", tickets.ticket, name="ticket"),
    path("tickets/<int:ticket_id>/conversation", tickets.conversation, name="conversation"),
    path("tickets/<int:ticket_id>/presence", tickets.presence, name="presence"),
    path("tickets/<int:ticket_id>/messages", answering.messages, name="messages"),
    path("tickets/<int:ticket_id>/draft", answering.draft, name="draft"),
    path("tickets/<int:ticket_id>/notes", acts.notes, name="notes"),
    path("tickets/<int:ticket_id>/assignment", acts.assignment, name="assignment"),
    path("tickets/<int:ticket_id>/tags", acts.tags, name="tags"),
    path("tickets/<int:ticket_id>/resolution", acts.resolution, name="resolution"),
    path("tickets/<int:ticket_id>/resolution/removal", acts.reopen, name="reopen"),
    path("tickets/<int:ticket_id>/snooze", acts.snooze, name="snooze"),
    path("tickets/<int:ticket_id>/snooze/removal", acts.wake, name="wake"),
    path("tickets/<int:ticket_id>/parts", acts.parts, name="parts"),
    path("assignment", rules.rules, name="rules"),
    path("assignment/rules", rules.rule, name="rule-new"),
    path("assignment/rules/<int:rule_id>", rules.rule, name="rule"),
    path("assignment/rules/<int:rule_id>/precedence", rules.move, name="rule-move"),
    path("assignment/rules/<int:rule_id>/removal", rules.remove, name="rule-remove"),
    path("assignment/language-model", rules.refiner, name="refiner"),
    path("messages/<int:message_id>/corrections", understanding.corrections, name="corrections"),
    path("tickets/<int:ticket_id>/merging", merging.choices, name="merge-choices"),
    path("tickets/<int:ticket_id>/merges", merging.merges, name="merges"),
    path("tickets/<int:ticket_id>/primary", merging.primary, name="primary"),
    path("merges/confirmation", merging.confirmation, name="merge-confirmation"),
    path("merges/removal", merging.removal, name="merge-removal"),
    path("alike", alike.writing, name="alike"),
    path("alike/preview", alike.preview, name="alike-preview"),
    path("alike/rounds", alike.rounds, name="alike-rounds"),
    path("alike/rounds/<int:round_id>", alike.progress, name="alike-round"),
    path("bulk/merging", merging.together, name="bulk-merging"),
    path("threads/<int:thread_id>/no-response", acts.no_response, name="no-response"),
    path("outbox/<int:outbox_id>/retry", answering.retry, name="retry"),
    path("outbox/<int:outbox_id>/settlement", answering.settlement, name="settlement"),
    path("bulk/assignment", bulk.assignment, name="bulk-assignment"),
    path("bulk/resolution", bulk.resolution, name="bulk-resolution"),
    *mailroom_urls.urlpatterns,
    *channel_urls.urlpatterns,
    *complying_urls,
    *connecting_urls,
    *beginning_urls,
    *buying_urls,
    *history_urls,
    *identity_urls,
    *insights_urls,
    *knowledge_urls,
    *macros_urls,
    *portal_urls,
    *roads_urls,
    *suggesting_urls,
    *repeat_urls,
    *replying_urls,
]
