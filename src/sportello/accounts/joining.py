"""How people get an account: the first owner, and everybody else by invitation."""

import hashlib
import secrets
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.utils.translation import gettext as _

from sportello.accounts import audit
from sportello.accounts.models import Agent, Invitation
from sportello.accounts.roles import Role
from sportello.accounts.zones import known_zones
from sportello.core import events

JOINING_LOCK = 7_310_001
"""Key of the advisory lock under which first owners and invitations are made; any number that nobody else takes."""


class AlreadySetUpError(ValueError):
    """There is an agent already, so nobody can become the first owner any more."""


class AlreadyHereError(ValueError):
    """Somebody with this e-mail has an account already."""


class InvitationGoneError(ValueError):
    """The invitation was used, revoked or superseded, has expired, or never existed."""


def create_first_owner(
    *, email: str, name: str, password: str, now: datetime, language: str = "en", time_zone: str = "Europe/Rome"
) -> Agent:
    """Create the owner of an installation without agents; AlreadySetUpError when there is one, even a moment ago."""
    with transaction.atomic():
        _one_at_a_time()
        if Agent.objects.exists():
            raise AlreadySetUpError("there is an agent already")
        return create(
            email=email, name=name, role=Role.OWNER, password=password, language=language, time_zone=time_zone, now=now
        )


def create(*, email: str, name: str, role: Role, password: str, language: str, time_zone: str, now: datetime) -> Agent:
    """Create an agent; AlreadyHereError when the e-mail is taken, also by somebody deactivated.

    Django's ValidationError when the e-mail, the language or the zone is none; whether the password is a good one is
    for the caller to check (`validate_password`).
    """
    agent = Agent(email=email.strip(), name=name.strip(), role=role, created_at=now)
    agent.language, agent.time_zone = language, time_zone
    agent.clean_fields(exclude=["password", "last_seen_at"])
    if time_zone not in known_zones():
        raise ValidationError(_("This time zone is not known."))
    agent.set_password(password)
    with transaction.atomic():
        try:
            with transaction.atomic():
                agent.save()
        except IntegrityError:
            raise AlreadyHereError(email) from None
        events.record(kind="agent.joined", now=now, actor=agent.pk, subject=("agent", agent.pk), data={"role": role})
        audit.note(act="agent.joined", now=now, agent=agent, subject=("agent", agent.pk))
    return agent


def invite(*, email: str, role: Role, by: Agent, now: datetime) -> tuple[Invitation, str]:
    """Invite an address; returns the invitation and its token, which is shown or mailed once and not kept.

    An earlier invitation of the same address that nobody accepted stops working. AlreadyHereError when the address
    has an account.
    """
    if Agent.objects.with_email(email).exists():
        raise AlreadyHereError(email)
    token = secrets.token_urlsafe(32)
    with transaction.atomic():
        _one_at_a_time()
        Invitation.objects.pending().filter(email__iexact=email.strip()).update(revoked_at=now)
        invitation = Invitation.objects.create(
            email=email.strip(),
            role=role,
            token_hash=hash_of(token),
            invited_by=by,
            invited_at=now,
            expires_at=now + Invitation.LIFETIME,
        )
        _record("invitation.sent", invitation, by, now)
    return invitation, token


def revoke(*, invitation: Invitation, by: Agent, now: datetime) -> bool:
    """Stop an invitation from working; False when it was accepted or revoked before."""
    with transaction.atomic():
        revoked = Invitation.objects.pending().filter(pk=invitation.pk).update(revoked_at=now) == 1
        if revoked:
            _record("invitation.revoked", invitation, by, now)
    return revoked


def invitation_of(token: str, now: datetime) -> Invitation:
    """The open invitation that a token belongs to; InvitationGoneError otherwise."""
    found = Invitation.objects.open(now).filter(token_hash=hash_of(token)).first()
    if found is None:
        raise InvitationGoneError
    return found


def accept(*, token: str, name: str, password: str, language: str, time_zone: str, now: datetime) -> Agent:
    """Create the invited agent, once; InvitationGoneError or AlreadyHereError when somebody was faster."""
    with transaction.atomic():
        locked = Invitation.objects.select_for_update().open(now).filter(token_hash=hash_of(token)).first()
        if locked is None:
            raise InvitationGoneError
        agent = create(
            email=locked.email,
            name=name,
            role=Role(locked.role),
            password=password,
            language=language,
            time_zone=time_zone,
            now=now,
        )
        locked.accepted_at, locked.accepted_by = now, agent
        locked.save(update_fields=["accepted_at", "accepted_by"])
    return agent


def hash_of(token: str) -> str:
    """What is kept of a token; it is random enough that a plain hash cannot be turned back."""
    return hashlib.sha256(token.encode()).hexdigest()


def _record(kind: str, invitation: Invitation, by: Agent, now: datetime) -> None:
    subject = ("invitation", invitation.pk)
    events.record(kind=kind, now=now, actor=by.pk, subject=subject, data={"role": invitation.role})
    audit.note(act=kind, now=now, agent=by, subject=subject)


def _one_at_a_time() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [JOINING_LOCK])
