"""People who work here, how they got in, and the record of what they looked at and changed."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any, ClassVar, Never, Self
from zoneinfo import ZoneInfo

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.db import models
from django.db.models.functions import Lower
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from sportello.accounts.roles import GRANTS, Permission, Role, roles_with


class AgentQuerySet(models.QuerySet["Agent"]):
    """Agents, chosen by what they are."""

    def active(self) -> Self:
        """Those who may sign in."""
        return self.filter(is_active=True)

    def owners(self) -> Self:
        """Those with the owner's role."""
        return self.filter(role=Role.OWNER)

    def who_may(self, permission: Permission) -> Self:
        """Those whose role holds a permission."""
        return self.filter(role__in=roles_with(permission))

    def with_email(self, email: str) -> Self:
        """The one with this address, whatever its capitals."""
        return self.alias(folded=Lower("email")).filter(folded=email.strip().lower())

    def get_by_natural_key(self, username: str | None) -> "Agent":
        """The agent with this address, as the sign-in asks for it; Agent.DoesNotExist otherwise."""
        return self.with_email(username or "").get()


class Agent(AbstractBaseUser):
    """Somebody who works here. Never deleted, because history names them: deactivated."""

    email = models.EmailField(_("e-mail"), unique=True)
    name = models.CharField(_("name"), max_length=80)
    role = models.CharField(_("role"), max_length=10, choices=Role, default=Role.AGENT)
    language = models.CharField(_("language"), max_length=10, default="en", choices=settings.LANGUAGES)
    time_zone = models.CharField(_("time zone"), max_length=64, default="Europe/Rome")
    notify_by_mail = models.BooleanField(_("warn me by mail before a deadline"), default=True)
    is_active = models.BooleanField(default=True)
    session_epoch = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField()
    last_seen_at = models.DateTimeField(null=True)

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    objects: ClassVar = AgentQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(Lower("email"), name="agent_email_once_whatever_its_capitals"),
            models.CheckConstraint(condition=models.Q(role__in=Role.values), name="agent_role_known"),
        ]

    def __str__(self) -> str:
        return self.name

    def may(self, permission: Permission) -> bool:
        """Whether this agent's role holds a permission; a deactivated agent may nothing."""
        return self.is_active and permission in GRANTS[Role(self.role)]

    @property
    def zone(self) -> ZoneInfo:
        """The zone in which this agent reads times."""
        return ZoneInfo(self.time_zone)

    def end_sessions(self) -> None:
        """Make every open session of this agent worthless; the caller saves `session_epoch`."""
        self.session_epoch += 1

    def get_session_auth_hash(self) -> str:
        """What a session must carry to stay valid: it changes with the password and with `end_sessions`."""
        return self._session_mark(None)

    def get_session_auth_fallback_hash(self) -> Iterator[str]:
        """The same under each former secret key."""
        for secret in settings.SECRET_KEY_FALLBACKS:
            yield self._session_mark(secret)

    def _session_mark(self, secret: str | bytes | None) -> str:
        value = f"{self.session_epoch}:{self.password}"
        return salted_hmac("sportello.accounts.session", value, secret=secret, algorithm="sha256").hexdigest()


class InvitationQuerySet(models.QuerySet["Invitation"]):
    """Invitations, chosen by whether they still open the door."""

    def pending(self) -> Self:
        """Neither accepted nor revoked; perhaps expired."""
        return self.filter(accepted_at=None, revoked_at=None)

    def open(self, now: datetime) -> Self:
        """Pending and not expired."""
        return self.pending().filter(expires_at__gt=now)


class Invitation(models.Model):
    """A link by which one address may join in one role. Only a hash of its token is kept."""

    LIFETIME = timedelta(days=7)

    email = models.EmailField()
    role = models.CharField(max_length=10, choices=Role)
    token_hash = models.CharField(max_length=64, unique=True)
    invited_by = models.ForeignKey(Agent, models.PROTECT, related_name="invitations_sent")
    invited_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True)
    accepted_by = models.OneToOneField(Agent, models.PROTECT, null=True, related_name="invitation")
    revoked_at = models.DateTimeField(null=True)

    objects: ClassVar = InvitationQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                Lower("email"),
                condition=models.Q(accepted_at=None, revoked_at=None),
                name="invitation_one_pending_per_email",
            ),
            models.CheckConstraint(condition=models.Q(role__in=Role.values), name="invitation_role_known"),
            models.CheckConstraint(
                condition=models.Q(accepted_at=None) | models.Q(revoked_at=None), name="invitation_not_both_ends"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.email} ({self.role})"


class SignInAttempt(models.Model):
    """How often a door was tried of late; `key` is a keyed hash, so that no address of anybody is kept."""

    key = models.CharField(max_length=64, primary_key=True)
    failures = models.PositiveIntegerField()
    last_at = models.DateTimeField(db_index=True)
    blocked_until = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.key[:8]}: {self.failures}"


class AuditEntry(models.Model):
    """One look at personal data, or one change. The database itself refuses to alter or delete it."""

    at = models.DateTimeField()
    agent = models.ForeignKey(Agent, models.PROTECT, null=True, related_name="+")
    act = models.CharField(max_length=60)
    subject_kind = models.CharField(max_length=20, blank=True)
    subject_id = models.BigIntegerField(null=True)
    address = models.GenericIPAddressField(null=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["subject_kind", "subject_id", "at"], name="audit_subject"),
            models.Index(fields=["agent", "at"], name="audit_agent"),
        ]

    def __str__(self) -> str:
        return f"{self.act} {self.subject_kind}:{self.subject_id}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Write the entry once; a second save raises TypeError."""
        if not self._state.adding:
            self._refuse()
        super().save(*args, **kwargs)

    def delete(self, *_args: Any, **_kwargs: Any) -> tuple[int, dict[str, int]]:
        """Entries are not deleted: raises TypeError."""
        self._refuse()

    @staticmethod
    def _refuse() -> Never:
        raise TypeError("an audit entry is never changed or deleted")
