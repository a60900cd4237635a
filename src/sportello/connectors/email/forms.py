"""What owners type to connect a mailbox."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from sportello.channels.models import Source

from .account import Account, Method, Security, Server, account_of, is_this_machine
from .trouble import MailboxTrouble, Trouble
from .wellknown import guess

SECURITY = [
    (Security.TLS.value, _("TLS")),
    (Security.STARTTLS.value, _("STARTTLS")),
    (Security.PLAIN.value, _("none (only on this machine)")),
]
METHODS = [
    (Method.PASSWORD.value, _("With a password or app password")),
    (Method.GOOGLE.value, _("With Google")),
    (Method.MICROSOFT.value, _("With Microsoft")),
]
STARTS = [
    ("new", _("New mail only")),
    ("since", _("Import the mail since a day, as history")),
]
OF_PROVIDERS = ("client_id", "client_secret", "tenant")
OF_SERVERS = ("imap_host", "imap_port", "imap_security", "smtp_host", "smtp_port", "smtp_security")
# Where a trouble is best shown: the field that the owner will want to change.
_FIELD_OF = {
    Trouble.HOST: "host",
    Trouble.PORT: "port",
    Trouble.TIMEOUT: "host",
    Trouble.CERTIFICATE: "host",
    Trouble.ENCRYPTION: "security",
    Trouble.UNPROTECTED: "security",
    Trouble.PASSWORD: "password",
    Trouble.APP_PASSWORD: "password",
}


@dataclass(frozen=True, slots=True)
class Group:
    """Fields under a heading that is folded away unless something in it wants to be seen."""

    name: str
    fields: Sequence[forms.BoundField]
    is_open: bool


class AddressForm(forms.Form):
    """Which mailbox: its address tells the servers of most providers."""

    address = forms.EmailField(label=_("Address of the mailbox"), max_length=254)


class MailboxForm(forms.Form):
    """A mailbox with everything that is needed to read it and to send from it."""

    address = forms.EmailField(label=_("Address"), max_length=254)
    name = forms.CharField(
        label=_("Name"), max_length=120, help_text=_("What your people call this mailbox, such as “Shop mail”.")
    )
    sender_name = forms.CharField(
        label=_("Sender's name"), max_length=100, required=False, help_text=_("Buyers see it beside the address.")
    )
    method = forms.ChoiceField(label=_("How to sign in"), choices=METHODS, widget=forms.RadioSelect)
    user = forms.CharField(
        label=_("User name"), max_length=254, required=False, help_text=_("Leave it empty when it is the address.")
    )
    password = forms.CharField(
        label=_("Password"),
        max_length=1000,
        required=False,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    client_id = forms.CharField(
        label=_("Client id"),
        max_length=300,
        required=False,
        help_text=_("Of the application that you registered with Google or Microsoft."),
    )
    client_secret = forms.CharField(
        label=_("Client secret"),
        max_length=1000,
        required=False,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    tenant = forms.RegexField(
        r"^[A-Za-z0-9.-]{1,100}$",
        label=_("Microsoft tenant"),
        required=False,
        help_text=_("Leave it empty unless your administrator told you one."),
    )
    imap_host = forms.CharField(label=_("Server for reading (IMAP)"), max_length=253)
    imap_port = forms.IntegerField(label=_("Port"), min_value=1, max_value=65535)
    imap_security = forms.ChoiceField(label=_("Encryption"), choices=SECURITY)
    smtp_host = forms.CharField(label=_("Server for sending (SMTP)"), max_length=253)
    smtp_port = forms.IntegerField(label=_("Port"), min_value=1, max_value=65535)
    smtp_security = forms.ChoiceField(label=_("Encryption"), choices=SECURITY)

    def __init__(self, *args: Any, source: Source | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.source = source
        if source is not None:
            kept = _("Leave it empty to keep the one that is stored.")
            self.fields["password"].help_text = self.fields["client_secret"].help_text = kept

    def clean(self) -> dict[str, Any]:
        """Ask for what the way of signing in needs, and refuse to send a password unprotected."""
        values = super().clean() or {}
        for needed in self._missing(values):
            self.add_error(needed, _("This is needed."))
        for kind in ("imap", "smtp"):
            plain = values.get(f"{kind}_security") == Security.PLAIN.value
            if plain and not is_this_machine(values.get(f"{kind}_host", "")):
                self.add_error(f"{kind}_security", Trouble.UNPROTECTED.label)
        return values

    def account(self) -> Account:
        """The account as typed; call it on a valid form."""
        values = self.cleaned_data
        return Account(
            address=values["address"],
            user=values["user"] or values["address"],
            imap=_server(values, "imap"),
            smtp=_server(values, "smtp"),
            method=Method(values["method"]),
            sender_name=values["sender_name"],
            client_id=values["client_id"],
            tenant=values["tenant"] or "common",
            import_since=account_of(self.source).import_since if self.source else None,
        )

    def secrets(self) -> dict[str, str]:
        """The secrets that were typed."""
        names = ("password",) if self.cleaned_data["method"] == Method.PASSWORD.value else ("client_secret",)
        return {name: self.cleaned_data[name] for name in names if self.cleaned_data[name]}

    def show(self, trouble: MailboxTrouble, half: str) -> None:
        """Show a trouble at the field it is about; `half` is "imap" or "smtp"."""
        field = _FIELD_OF.get(trouble.trouble)
        if field in {"host", "port", "security"}:
            field = f"{half}_{field}"
        if field != "password":
            self.fields["password"].help_text = _("Please enter it again: a password is never sent back to the page.")
        words = f" ({trouble.words})" if trouble.words and trouble.trouble is not Trouble.HOST else ""
        self.add_error(field, f"{trouble.trouble.label}{words}")

    @property
    def main_fields(self) -> list[forms.BoundField]:
        """What everybody fills in."""
        folded = {*OF_PROVIDERS, *OF_SERVERS}
        return [field for field in self.visible_fields() if field.name not in folded]

    @property
    def folded_groups(self) -> list[Group]:
        """What most people need not touch, open where it is needed."""
        method = str(self["method"].value() or "")
        address = str(self["address"].value() or "")
        return [
            self._group(gettext("Signing in with Google or Microsoft"), OF_PROVIDERS, method != Method.PASSWORD.value),
            self._group(gettext("Servers"), OF_SERVERS, not guess(address).is_known),
        ]

    def _group(self, name: str, names: Sequence[str], is_needed: bool) -> Group:
        fields = [self[each] for each in names]
        return Group(name, fields, is_needed or any(field.errors for field in fields))

    def _missing(self, values: dict[str, Any]) -> Iterator[str]:
        stored = set(self.source.secrets) if self.source else set()
        if values.get("method") == Method.PASSWORD.value:
            if not values.get("password") and "password" not in stored:
                yield "password"
            return
        if not values.get("client_id"):
            yield "client_id"
        if not values.get("client_secret") and "client_secret" not in stored:
            yield "client_secret"


class NewMailboxForm(MailboxForm):
    """A mailbox that is being connected: also from when on its mail is read."""

    start = forms.ChoiceField(label=_("What to read"), choices=STARTS, widget=forms.RadioSelect, initial="new")
    since = forms.DateField(
        label=_("Since"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )

    def clean(self) -> dict[str, Any]:
        """The day is needed where the past is imported."""
        values = super().clean()
        if values.get("start") == "since" and not values.get("since"):
            self.add_error("since", _("Which day does the import begin with?"))
        return values

    def account(self) -> Account:
        """The account as typed; call it on a valid form."""
        account = super().account()
        if self.cleaned_data["start"] != "since":
            return account
        return Account(**{name: getattr(account, name) for name in Account.__slots__} | self._since())

    def _since(self) -> dict[str, Any]:
        return {"import_since": self.cleaned_data["since"]}


class EndpointForm(forms.Form):
    """A new HTTP endpoint that takes signed mail."""

    name = forms.CharField(label=_("Name"), max_length=120)
    address = forms.EmailField(
        label=_("Address"), max_length=254, help_text=_("The address whose mail arrives at this endpoint.")
    )


def first_values(address: str) -> dict[str, Any]:
    """How the form is filled in for an address before anybody typed more."""
    guessed = guess(address)
    return {
        "address": address,
        "name": address,
        "method": guessed.method.value,
        "start": "new",
        **_server_values("imap", guessed.imap),
        **_server_values("smtp", guessed.smtp),
    }


def stored_values(source: Source) -> dict[str, Any]:
    """How the form is filled in for a mailbox that is connected; secrets never are."""
    account = account_of(source)
    return {
        "address": account.address,
        "name": source.name,
        "sender_name": account.sender_name,
        "method": account.method.value,
        "user": "" if account.user == account.address else account.user,
        "client_id": account.client_id,
        "tenant": "" if account.tenant == "common" else account.tenant,
        **_server_values("imap", account.imap),
        **(_server_values("smtp", account.smtp) if account.smtp else {}),
    }


def _server(values: dict[str, Any], kind: str) -> Server:
    return Server(values[f"{kind}_host"].strip(), values[f"{kind}_port"], Security(values[f"{kind}_security"]))


def _server_values(kind: str, server: Server) -> dict[str, Any]:
    return {f"{kind}_host": server.host, f"{kind}_port": server.port, f"{kind}_security": server.security.value}
