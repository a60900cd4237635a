"""The five roles and what each may do."""

from collections.abc import Mapping

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Role(TextChoices):
    """What an agent is in the house."""

    OWNER = "owner", _("Owner")
    LEAD = "lead", _("Lead")
    AGENT = "agent", _("Agent")
    CONTENT = "content", _("Content owner")
    READONLY = "readonly", _("Read-only")


class Permission(TextChoices):
    """One thing that a view may ask for; the label finishes the sentence "You may ..."."""

    READ_TICKETS = "read_tickets", _("read tickets")
    ANSWER = "answer", _("answer buyers")
    ASSIGN = "assign", _("assign tickets")
    APPROVE = "approve", _("approve answers that a rule holds back")
    MANAGE_CHANNELS = "manage_channels", _("connect mailboxes and channels")
    MANAGE_PEOPLE = "manage_people", _("invite people and change their roles")
    MANAGE_BUSINESS = "manage_business", _("change calendars, the rota, brands and settings")
    SEE_REPORTS = "see_reports", _("see reports")
    SEE_FIGURES = "see_figures", _("see how the desk is doing")
    SEE_TEAM = "see_team", _("see figures of single agents")
    WRITE_ARTICLES = "write_articles", _("write articles")


_DESK = frozenset({Permission.READ_TICKETS, Permission.ANSWER, Permission.ASSIGN})
_LEADING = frozenset(
    {
        Permission.APPROVE,
        Permission.MANAGE_CHANNELS,
        Permission.MANAGE_BUSINESS,
        Permission.SEE_REPORTS,
        Permission.SEE_FIGURES,
        Permission.SEE_TEAM,
        Permission.WRITE_ARTICLES,
    }
)

GRANTS: Mapping[Role, frozenset[Permission]] = {
    Role.OWNER: frozenset(Permission),
    Role.LEAD: _DESK | _LEADING,
    Role.AGENT: _DESK,
    Role.CONTENT: frozenset({Permission.WRITE_ARTICLES, Permission.SEE_REPORTS}),
    Role.READONLY: frozenset({Permission.READ_TICKETS, Permission.SEE_REPORTS, Permission.SEE_FIGURES}),
}


def roles_with(permission: Permission) -> frozenset[Role]:
    """The roles that hold a permission."""
    return frozenset(role for role, granted in GRANTS.items() if permission in granted)
