"""What people type into the pages of the accounts, checked."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from sportello.accounts.models import Agent
from sportello.accounts.roles import Role
from sportello.accounts.zones import zone_choices

if TYPE_CHECKING:
    AgentModelForm = forms.ModelForm[Agent]
else:
    AgentModelForm = forms.ModelForm


class EmailField(forms.EmailField):
    """An address, with the keyboard and the suggestions that fit."""

    def __init__(self, **kwargs: Any) -> None:
        attributes = {"autocomplete": "email", "spellcheck": "false", "autocapitalize": "none"}
        super().__init__(label=_("E-mail"), widget=forms.EmailInput(attrs=attributes), **kwargs)


class PasswordField(forms.CharField):
    """A password as typed, spaces included; `new` ones are offered for storing by the browser."""

    def __init__(self, *, new: bool = False, **kwargs: Any) -> None:
        widget = forms.PasswordInput(attrs={"autocomplete": "new-password" if new else "current-password"})
        kwargs.setdefault("label", _("Password"))
        if new:
            kwargs.setdefault("help_text", _("At least 12 characters. A sentence that only you know is easy to keep."))
        super().__init__(strip=False, max_length=1024, widget=widget, **kwargs)


class SignInForm(forms.Form):
    """Who are you."""

    email = EmailField(max_length=254)
    password = PasswordField()


class ForgottenForm(forms.Form):
    """Which address forgot its password."""

    email = EmailField(max_length=254)


class NewPasswordForm(forms.Form):
    """A new password, measured against the rules and the agent's own name and address."""

    password = PasswordField(new=True, label=_("New password"))

    def __init__(self, *args: Any, agent: Agent, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.agent = agent

    def clean_password(self) -> str:
        """Refuse what the rules refuse."""
        password: str = self.cleaned_data["password"]
        validate_password(password, self.agent)
        return password


class ChangePasswordForm(NewPasswordForm):
    """A new password for somebody who knows the old one."""

    current = PasswordField(label=_("Current password"))
    field_order = ("current", "password")


class PersonForm(AgentModelForm):
    """How somebody is called and which language and zone they read in."""

    class Meta:
        model = Agent
        fields: tuple[str, ...] = ("name", "language", "time_zone")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["time_zone"] = forms.ChoiceField(
            label=_("Time zone"), choices=zone_choices, initial=settings.TIME_ZONE
        )
        self.fields["name"].widget.attrs["autocomplete"] = "name"


class ProfileForm(PersonForm):
    """One's own profile."""

    class Meta(PersonForm.Meta):
        fields = (*PersonForm.Meta.fields, "notify_by_mail")


class JoinForm(PersonForm):
    """A new account by invitation: the e-mail is the invited one, held by the instance."""

    password = PasswordField(new=True)
    field_order: tuple[str, ...] = ("name", "password", "language", "time_zone")

    def clean(self) -> dict[str, Any]:
        """Refuse a password that the rules refuse, or that is like the name or the address."""
        cleaned = super().clean() or {}
        if "password" in cleaned:
            likeness = Agent(email=cleaned.get("email") or self.instance.email, name=cleaned.get("name", ""))
            try:
                validate_password(cleaned["password"], likeness)
            except ValidationError as error:
                self.add_error("password", error)
        return cleaned


class SetUpForm(JoinForm):
    """The first owner."""

    class Meta(PersonForm.Meta):
        fields = ("name", "email", "language", "time_zone")

    field_order: tuple[str, ...] = ("name", "email", "password", "language", "time_zone")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"] = EmailField(max_length=254)
        self.order_fields(self.field_order)


class InviteForm(forms.Form):
    """Whom to invite, and as what."""

    email = EmailField(max_length=254)
    role = forms.ChoiceField(label=_("Role"), choices=Role, initial=Role.AGENT)


class RoleForm(forms.Form):
    """Which role somebody is to have."""

    role = forms.ChoiceField(label=_("Role"), choices=Role)
