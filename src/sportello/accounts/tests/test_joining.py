"""The first owner and the invitations."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction

from sportello.accounts import joining
from sportello.accounts.models import Agent, Invitation
from sportello.accounts.roles import Role
from sportello.accounts.testing import PASSWORD, ada, ben
from sportello.core.models import Event

NOON = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)


def join(token: str, now: datetime = NOON) -> Agent:
    return joining.accept(token=token, name="Nina", password=PASSWORD, language="it", time_zone="Europe/Rome", now=now)


def invite(email: str = "nina@casalume.example") -> str:
    return joining.invite(email=email, role=Role.AGENT, by=ada(), now=NOON)[1]


@pytest.mark.django_db
def test_it_makes_the_first_owner_and_never_a_second_one() -> None:
    owner = joining.create_first_owner(email="Ada@casalume.example", name="Ada", password=PASSWORD, now=NOON)
    assert owner.role == Role.OWNER
    with pytest.raises(joining.AlreadySetUpError):
        joining.create_first_owner(email="zed@casalume.example", name="Zed", password=PASSWORD, now=NOON)


@pytest.mark.django_db(transaction=True)
def test_it_makes_one_first_owner_when_several_try_at_once() -> None:
    def set_up(number: int) -> bool:
        try:
            joining.create_first_owner(
                email=f"owner{number}@casalume.example", name="Owner", password=PASSWORD, now=NOON
            )
        except joining.AlreadySetUpError:
            return False
        finally:
            connection.close()
        return True

    with ThreadPoolExecutor(4) as pool:
        assert sorted(pool.map(set_up, range(4))) == [False, False, False, True]
    assert Agent.objects.count() == 1


@pytest.mark.django_db
def test_it_lets_one_address_exist_once_whatever_its_capitals() -> None:
    ben()
    with pytest.raises(joining.AlreadyHereError):
        joining.create(
            email="BEN@casalume.example",
            name="Ben",
            role=Role.AGENT,
            password=PASSWORD,
            language="en",
            time_zone="UTC",
            now=NOON,
        )
    with pytest.raises(IntegrityError), transaction.atomic():
        Agent.objects.create(email="Ben@CasaLume.example", name="Ben", created_at=NOON)


@pytest.mark.django_db
def test_it_lets_an_invited_person_join_once_with_the_invited_address_and_role() -> None:
    token = invite()
    nina = join(token)
    assert (nina.email, nina.role, nina.language) == ("nina@casalume.example", "agent", "it")
    assert nina.check_password(PASSWORD)
    with pytest.raises(joining.InvitationGoneError):
        join(token)


@pytest.mark.django_db
def test_it_keeps_only_a_hash_of_the_token() -> None:
    token = invite()
    row = Invitation.objects.values().get()
    assert token not in str(row)


@pytest.mark.django_db
def test_it_refuses_an_invitation_after_a_week() -> None:
    token = invite()
    with pytest.raises(joining.InvitationGoneError):
        join(token, NOON + timedelta(days=7))


@pytest.mark.django_db
def test_it_refuses_a_revoked_invitation_and_a_token_from_nowhere() -> None:
    token = invite()
    invitation = Invitation.objects.get()
    assert joining.revoke(invitation=invitation, by=ada(), now=NOON)
    assert not joining.revoke(invitation=invitation, by=ada(), now=NOON)
    for gone in (token, "", "x" * 5000):
        with pytest.raises(joining.InvitationGoneError):
            join(gone)


@pytest.mark.django_db
def test_it_replaces_an_earlier_invitation_of_the_same_address() -> None:
    first, second = invite(), invite("NINA@casalume.example")
    with pytest.raises(joining.InvitationGoneError):
        join(first)
    assert join(second).name == "Nina"


@pytest.mark.django_db
def test_it_invites_nobody_who_is_here() -> None:
    ben()
    with pytest.raises(joining.AlreadyHereError):
        invite("Ben@casalume.example")


@pytest.mark.django_db(transaction=True)
def test_it_lets_one_of_two_join_who_use_the_same_link_at_once() -> None:
    token = invite()

    def try_to_join(_: int) -> bool:
        try:
            join(token)
        except (joining.InvitationGoneError, joining.AlreadyHereError):
            return False
        finally:
            connection.close()
        return True

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(try_to_join, range(2))) == [False, True]


@pytest.mark.django_db
def test_it_writes_down_what_happened_by_numbers_only() -> None:
    join(invite())
    kinds = list(Event.objects.order_by("pk").values_list("kind", flat=True))
    assert kinds == ["invitation.sent", "agent.joined"]
    assert "nina" not in str(list(Event.objects.values())).lower()


@pytest.mark.django_db
@pytest.mark.parametrize("wrong", [{"email": "nobody"}, {"language": "xx"}, {"time_zone": "Mars/Base"}, {"name": ""}])
def test_it_creates_nobody_out_of_details_that_are_none(wrong: dict[str, str]) -> None:
    details = {"email": "ada@casalume.example", "name": "Ada", "language": "en", "time_zone": "UTC", **wrong}
    with pytest.raises(ValidationError):
        joining.create_first_owner(password=PASSWORD, now=NOON, **details)
    assert not Agent.objects.exists()
