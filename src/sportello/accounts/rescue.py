"""For the administrator at the command line, when nobody can get in any more."""

from datetime import datetime

from sportello.accounts import joining, passwords
from sportello.accounts.models import Agent
from sportello.accounts.roles import Role


def reset_password_link(email: str, base_url: str, now: datetime) -> str:
    """A link with which the agent sets a new password; Agent.DoesNotExist when no active agent has the address."""
    agent = Agent.objects.active().with_email(email).get()
    return passwords.reset_link(agent=agent, base_url=base_url, now=now)


def create_owner(
    *, email: str, name: str, password: str, now: datetime, language: str = "en", time_zone: str = "Europe/Rome"
) -> Agent:
    """Create one more owner, whoever there is already; joining.AlreadyHereError when the address is taken."""
    return joining.create(
        email=email, name=name, role=Role.OWNER, password=password, language=language, time_zone=time_zone, now=now
    )
