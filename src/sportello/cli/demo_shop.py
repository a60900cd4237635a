"""Casa Lume as its owner would have set it up: people, brand, calendar, mailbox."""

from datetime import UTC, datetime

from sportello.accounts.models import Agent
from sportello.accounts.roles import Permission
from sportello.business.models import Brand, Calendar, Country, Settings
from sportello.channels.models import Source, SourceKind

from .demo import PASSWORD, PEOPLE, World

NAME = "Casa Lume"
LOADED = "demo_loaded"
WEEK = {day: ["09:00-13:00", "14:00-18:00"] for day in ("mon", "tue", "wed", "thu", "fri")}


def the_mailbox() -> Source:
    """The shop's mailbox. Raises `Source.DoesNotExist` before `connect` made it."""
    return Source.objects.get(name=NAME)


def is_loaded(source: Source) -> bool:
    """Whether its past was loaded to the end."""
    return bool(source.config.get(LOADED))


def remember_loaded(source: Source) -> None:
    """Note that the past is loaded."""
    source.config[LOADED] = True
    source.save(update_fields=["config"])


def connect(outside: World) -> Source:
    """The shop's mailbox, pointed at where the sandbox listens today; people and calendar are made the first time."""
    now = datetime.now(UTC)
    _people(now)
    Brand.objects.get_or_create(name=NAME, defaults={"languages": ["it", "en", "de", "fr", "es"]})
    _calendar()
    source, _ = Source.objects.get_or_create(
        name=NAME, defaults={"kind": SourceKind.MAILBOX, "address": outside.user, "created_at": now, "paused_at": now}
    )
    source.config |= {
        "user": outside.user,
        "sender_name": NAME,
        "method": "password",
        "imap": {"host": "127.0.0.1", "port": outside.imap, "security": "plain"},
        "smtp": {"host": "127.0.0.1", "port": outside.smtp, "security": "plain"},
    }
    source.keep_secrets({"password": outside.password})
    source.failing_since, source.last_error, source.next_try_at = None, "", None
    source.save()
    return source


def people() -> list[Agent]:
    """The people of the shop who answer buyers, the owner first."""
    everybody = (Agent.objects.with_email(email).get() for email, _, _, _ in PEOPLE)
    return [one for one in everybody if one.may(Permission.ANSWER)]


def _people(now: datetime) -> None:
    for email, name, role, language in PEOPLE:
        if Agent.objects.with_email(email).exists():
            continue
        agent = Agent(email=email, name=name, role=role, language=language, created_at=now)
        agent.set_password(PASSWORD)
        agent.save()


def _calendar() -> None:
    calendar, made = Calendar.objects.get_or_create(
        name="Milano", defaults={"time_zone": "Europe/Rome", "country": Country.IT, "week": WEEK}
    )
    if made:
        Settings.objects.filter(pk=Settings.objects.current().pk).update(default_calendar=calendar)
