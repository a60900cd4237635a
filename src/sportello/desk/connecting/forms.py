"""What an owner fills in to connect an account: made from what its connector asks for."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from sportello.channels.calling import LOOPBACK
from sportello.channels.contract import Connector, Field
from sportello.core.secrets import Undecipherable, seal, unseal

NAME, REACHES_BACK, KEPT, BASE_URL = "account_name", "reaches_back", "kept", "base_url"
CHOICES = (30, 90, 365)
MOST = 4000


class AccountForm(forms.Form):
    """An account's name, what its connector asks for, and how far back orders are fetched.

    Secrets are never written into the page: `kept` carries those that were typed for a test, sealed and bound to
    `holder`. `known` names the secrets that are stored already; left empty, they stay as they are, unless the API is
    no longer at `known_address`: what was stored for one address is never shown to another.
    """

    account_name = forms.CharField(
        label=_("Name"), max_length=120, help_text=_("What your people call this account, such as “Shop in Italy”.")
    )
    kept = forms.CharField(required=False, widget=forms.HiddenInput, max_length=60_000)

    def __init__(
        self,
        *args: Any,
        connector: Connector,
        holder: str,
        known: Sequence[str] = (),
        known_address: str = "",
        reaches_back: bool = True,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.connector, self.holder, self._known_address = connector, holder, known_address
        self._typed = self._unsealed()
        kept = {*known, *self._typed}
        for asked in connector.form.fields:
            self.fields[asked.name] = _secret(asked, asked.name in kept) if asked.secret else _plain(asked)
        if reaches_back and connector.pull_orders is not None:
            self.fields[REACHES_BACK] = _reaches_back(connector)
        if BASE_URL not in self.fields:
            self.fields[BASE_URL] = _base_url()

    @property
    def main_fields(self) -> list[forms.BoundField]:
        """What everybody fills in."""
        return [field for field in self.visible_fields() if field.name != BASE_URL]

    @property
    def other_address(self) -> forms.BoundField:
        """What only a test needs."""
        return self[BASE_URL]

    def clean_base_url(self) -> str:
        """Only https leaves this machine."""
        given = str(self.cleaned_data.get(BASE_URL) or "").strip().rstrip("/")
        if given and not _is_safe(given):
            raise ValidationError(gettext("Give an https address, or an http one on this machine."))
        return given

    def clean(self) -> dict[str, Any]:
        """Another address wants the secrets anew."""
        cleaned = super().clean() or {}
        if cleaned.get(BASE_URL, "") != self._known_address:
            for asked in self._fields():
                if asked.secret and asked.required and not (cleaned.get(asked.name) or asked.name in self._typed):
                    self.add_error(asked.name, gettext("The address is another one: fill this in again."))
        return cleaned

    def values(self) -> dict[str, str]:
        """What the connector asked for; a secret that is left empty is not in it. Of a valid form."""
        given = {asked.name: str(self.cleaned_data.get(asked.name) or "").strip() for asked in self._fields()}
        secret = {asked.name for asked in self._fields() if asked.secret}
        return self._typed | {name: value for name, value in given.items() if value or name not in secret}

    def base_url(self) -> str:
        """Where the API is, if somewhere else than usual. Of a valid form."""
        return str(self.cleaned_data.get(BASE_URL) or "")

    def back_fill(self) -> timedelta | None:
        """How far back the owner wants orders; None: as far as the marketplace allows. Of a valid form."""
        chosen = self.cleaned_data.get(REACHES_BACK)
        return timedelta(days=int(chosen)) if chosen else None

    def keep_typed(self) -> None:
        """Let the next page carry the secrets that were typed, sealed, so that nobody types them twice for a test."""
        typed = {name: self.cleaned_data.get(name) for name in self._secret_names()} if self.is_bound else {}
        secrets = self._typed | {name: str(value).strip() for name, value in typed.items() if value}
        self.data = {**dict(self.data.items()), KEPT: seal({**secrets, "": self.holder}).decode("ascii")}
        for asked in self._fields():
            if asked.name in secrets:
                self.fields[asked.name] = _secret(asked, True)

    def _fields(self) -> tuple[Field, ...]:
        return self.connector.form.fields

    def _secret_names(self) -> set[str]:
        return {asked.name for asked in self._fields() if asked.secret}

    def _unsealed(self) -> dict[str, str]:
        given = str(self.data.get(KEPT) or "") if self.is_bound else ""
        try:
            found = unseal(given.encode())
        except (Undecipherable, UnicodeError):
            return {}
        return found if found.pop("", None) == self.holder else {}


def first_values(connector: Connector, config: Mapping[str, Any], name: str) -> dict[str, Any]:
    """What a form shows at first: the stored settings, never a secret."""
    plain = {asked.name: config.get(asked.name, "") for asked in connector.form.fields if not asked.secret}
    return {**plain, NAME: name, BASE_URL: config.get(BASE_URL, "")}


def _plain(asked: Field) -> forms.Field:
    common: dict[str, Any] = {
        "label": gettext(asked.label),
        "help_text": gettext(asked.help) if asked.help else "",
        "required": asked.required,
    }
    if asked.choices:
        choices = [(value, gettext(label)) for value, label in asked.choices]
        return forms.ChoiceField(choices=choices if asked.required else [("", ""), *choices], **common)
    widget = forms.TextInput(attrs={"placeholder": asked.placeholder} if asked.placeholder else None)
    if asked.pattern:
        return forms.RegexField(rf"\A(?:{asked.pattern})\Z", widget=widget, max_length=MOST, **common)
    return forms.CharField(widget=widget, max_length=MOST, **common)


def _secret(asked: Field, known: bool) -> forms.Field:
    kept = gettext("It is set; leave it empty to keep it.") if known else ""
    words = " ".join(part for part in (gettext(asked.help) if asked.help else "", kept) if part)
    common: dict[str, Any] = {
        "label": gettext(asked.label),
        "help_text": words,
        "required": asked.required and not known,
        "max_length": MOST,
        "widget": forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    }
    # People paste keys with a blank or a line's end; no marketplace has either in a key.
    return (
        forms.RegexField(rf"\A(?:{asked.pattern})\Z", strip=True, **common)
        if asked.pattern
        else forms.CharField(**common)
    )


def _reaches_back(connector: Connector) -> forms.Field:
    allowed = connector.pace.back_fill.days
    days = [(str(number), gettext("%(days)s days") % {"days": number}) for number in CHOICES if number < allowed]
    most = gettext("as far as %(name)s allows (%(days)s days)") % {"name": connector.name, "days": allowed}
    return forms.ChoiceField(
        label=gettext("Orders to fetch at first"),
        choices=[*days, ("", most)],
        initial="90" if allowed > 90 else "",
        required=False,
        help_text=gettext("Older orders are fetched when a buyer names them."),
    )


def _base_url() -> forms.Field:
    return forms.CharField(
        label=gettext("Address of the API"),
        required=False,
        max_length=500,
        help_text=gettext("Leave it empty: only a test system has another one."),
    )


def _is_safe(address: str) -> bool:
    try:
        parts = urlsplit(address)
        host = parts.hostname or ""
    except ValueError:
        return False
    if parts.username or parts.password or parts.query or parts.fragment:
        return False
    return bool(host) and (parts.scheme == "https" or (parts.scheme == "http" and host in LOOPBACK))
