"""The ground a simulated quarter stands on: people and their hours, channels, products, macros, articles, the form."""

from dataclasses import dataclass
from datetime import UTC, datetime, time
from typing import Final

from django.contrib.auth.hashers import make_password

from sportello.accounts.models import Agent
from sportello.business.models import Brand, Calendar, OwnDay, Settings, Shift
from sportello.business.week import WEEKDAYS
from sportello.channels.models import Channel, Source, SourceKind
from sportello.orders.models import CodeKind, Product, ProductCode
from sportello.portal.models import FormChoice, HelpCentre
from sportello.replies.models import Macro, MacroAudience, MacroEdition, MacroVersion
from sportello.sandbox.quarter.catalogue import FORM, GOODS, LANGUAGES, MARKETS, TOPICS, Market, Text, macros
from sportello.sandbox.quarter.clock import OPENINGS, ZONE
from sportello.sandbox.quarter.playing import Played
from sportello.sandbox.quarter.staffing import years_before
from sportello.sandbox.quarter.wording import grammar

from .demo import PASSWORD
from .quarter_shelf import Used, shelve

NAME: Final = "Casa Lume, simulated"
HOURS: Final = [f"{opens:02}:00-{closes:02}:00" for opens, closes in OPENINGS]
WEEK: Final = dict.fromkeys(WEEKDAYS[:5], HOURS)
ACCOUNTS: Final = ("amazon", "ebay", "walmart", "shopify")


@dataclass(frozen=True, slots=True)
class Ground:
    """The ids of what the quarter stands on, by the simulator's own keys."""

    agents: dict[int, int]
    agent_names: dict[int, str]
    channels: dict[str, int]
    accounts: dict[str, int]
    products: dict[str, int]
    macros: dict[int, Used]
    articles: dict[int, Used]
    centre: int
    choices: dict[str, int]
    mailbox: int
    form: int


def lay(played: Played) -> Ground:
    """Make what the quarter stands on, as it was long before; what has the same name already is used."""
    long_ago = datetime.combine(years_before(played.time), time(9), UTC)
    agents = _agents(played, long_ago)
    calendar = _calendar(played)
    _rota(played, calendar, agents)
    brand, _ = Brand.objects.get_or_create(name=NAME, defaults={"languages": list(LANGUAGES)})
    mailbox, form = (_source(kind, "", long_ago) for kind in (SourceKind.MAILBOX, SourceKind.FORM))
    accounts = {kind: _source(SourceKind.API, kind, long_ago) for kind in ACCOUNTS}
    channels = {market.key: _channel(market, mailbox, accounts, brand, calendar, long_ago) for market in MARKETS}
    channels[FORM.key] = _channel(FORM, form, {}, brand, calendar, long_ago)
    centre = HelpCentre.objects.create(
        brand=brand, slug="casa-lume-simulated", name=NAME, channel=channels[FORM.key], held_out=10,
        created_at=long_ago, changed_at=long_ago, opened_at=long_ago,
    )  # fmt: skip
    choices = FormChoice.objects.bulk_create(
        FormChoice(centre=centre, topic=topic, position=place) for place, topic in enumerate(TOPICS)
    )
    return Ground(
        agents={place: agent.pk for place, agent in agents.items()},
        agent_names={place: agent.name for place, agent in agents.items()},
        channels={key: channel.pk for key, channel in channels.items()},
        accounts={kind: source.pk for kind, source in accounts.items()} | {"email": mailbox.pk},
        products=_products(long_ago),
        macros=_macros(long_ago),
        articles=shelve(long_ago),
        centre=centre.pk,
        choices={choice.topic: choice.pk for choice in choices},
        mailbox=mailbox.pk,
        form=form.pk,
    )


def _agents(played: Played, long_ago: datetime) -> dict[int, Agent]:
    password, found = make_password(PASSWORD), {}
    for person in played.people:
        found[person.place], _ = Agent.objects.get_or_create(
            email=person.email,
            defaults={"name": person.name, "role": person.role, "created_at": long_ago, "password": password},
        )
    return found


def _calendar(played: Played) -> Calendar:
    calendar, made = Calendar.objects.get_or_create(name=NAME, defaults={"time_zone": ZONE.key, "week": WEEK})
    if made:
        day = played.time.closed_on
        OwnDay.objects.create(calendar=calendar, first_day=day, last_day=day, name="Stocktaking")
    Settings.objects.filter(pk=Settings.objects.current().pk).update(default_calendar=calendar)
    return calendar


def _rota(played: Played, calendar: Calendar, agents: dict[int, Agent]) -> None:
    rows = (
        Shift(
            calendar=calendar, agent=agents[row.by.place], weekday=row.weekday, start=row.begins * 60, end=row.ends * 60
        )
        for row in played.rota
    )
    Shift.objects.bulk_create(rows, ignore_conflicts=True)


def _source(kind: SourceKind, connector: str, long_ago: datetime) -> Source:
    """A source that rests: nobody is there to be asked."""
    name = f"{NAME}: {connector or kind.value}"
    address = "ciao@casalume.example" if kind == SourceKind.MAILBOX else ""
    return Source.objects.create(
        kind=kind, connector=connector, name=name, address=address, created_at=long_ago, paused_at=long_ago
    )


def _channel(
    market: Market, source: Source, accounts: dict[str, Source], brand: Brand, calendar: Calendar, long_ago: datetime
) -> Channel:
    return Channel.objects.create(
        kind=market.kind,
        name=market.site,
        site=market.site,
        source=source,
        account=accounts.get(market.kind),
        brand=brand,
        calendar=calendar,
        answer_hours=market.hours,
        round_the_clock=market.round_the_clock,
        language=market.language,
        created_at=long_ago,
    )


def _products(long_ago: datetime) -> dict[str, int]:
    found = {}
    for goods in GOODS:
        known = ProductCode.objects.filter(kind=CodeKind.SKU, value=goods.sku).first()
        if known is None:
            product = Product.objects.create(title=goods.title("it"), created_at=long_ago)
            known = ProductCode.objects.create(product=product, kind=CodeKind.SKU, value=goods.sku)
        found[goods.key] = known.product_id
    return found


def _said(text: Text) -> str:
    kind = {"refund_status": "refund_full", "where_is_my_order": "tracking_full"}.get(text.topic, "policy")
    words: str = grammar(text.language)["answers"][kind][0]
    return words.format(product="…", order="…", tracking="…", carrier="…", name="…", day="…", days="…", amount="…")


def _title(topic: str) -> str:
    return topic.replace("_", " ").capitalize()


def _slug(topic: str) -> str:
    return f"simulated-{topic.replace('_', '-')}"


def _macros(long_ago: datetime) -> dict[int, Used]:
    texts = macros()
    topics = list(dict.fromkeys(text.topic for text in texts))
    made = Macro.objects.bulk_create(
        Macro(slug=_slug(topic), title=_title(topic), topics=[topic], created_at=long_ago) for topic in topics
    )
    by_topic = dict(zip(topics, made, strict=True))
    editions = MacroEdition.objects.bulk_create(
        MacroEdition(
            macro=by_topic[text.topic], audience=MacroAudience.ANY, language=text.language, title=_title(text.topic),
            text=_said(text), changed_at=long_ago,
        )
        for text in texts
    )  # fmt: skip
    MacroVersion.objects.bulk_create(
        MacroVersion(edition=edition, number=1, title=edition.title, text=edition.text, at=long_ago)
        for edition in editions
    )
    pairs = zip(texts, editions, strict=True)
    return {text.place: Used(edition.macro_id, edition.pk, edition.version) for text, edition in pairs}
