"""The tables are what the models say, and the models read no clock."""

from collections.abc import Iterator

import pytest
from django.apps import apps
from django.core.checks import run_checks
from django.db import models
from django.db.migrations.autodetector import MigrationAutodetector
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.state import ProjectState
from django.utils import timezone

from .repository import report


def own_models() -> Iterator[type[models.Model]]:
    return (model for model in apps.get_models() if model.__module__.startswith("sportello."))


def own_fields() -> Iterator["models.Field[object, object]"]:
    return (field for model in own_models() for field in model._meta.get_fields() if isinstance(field, models.Field))


def test_it_has_a_migration_for_every_change_of_a_model() -> None:
    loader = MigrationLoader(None)
    assert not loader.detect_conflicts(), "Two migrations follow the same one: number the younger anew."
    state = ProjectState.from_apps(apps)
    changes = MigrationAutodetector(loader.project_state(), state).changes(graph=loader.graph)
    report(
        "Run `sportello` with Django's makemigrations and commit the migration:",
        (
            f"{app}: {operation.describe()}"
            for app, migrations in changes.items()
            for migration in migrations
            for operation in migration.operations
        ),
    )


def test_it_lets_no_field_read_the_clock() -> None:
    clocks = {timezone.now, timezone.localdate, timezone.localtime}
    report(
        "Time comes in as `now`: take out auto_now, auto_now_add and the default that reads the clock:",
        (
            str(field)
            for field in own_fields()
            if getattr(field, "auto_now", False) or getattr(field, "auto_now_add", False) or field.default in clocks
        ),
    )


def test_it_lets_no_deletion_empty_a_reference_that_is_needed() -> None:
    report(
        "SET_NULL needs null=True:",
        (
            str(field)
            for field in own_fields()
            if isinstance(field, models.ForeignKey)
            and field.remote_field.on_delete is models.SET_NULL
            and not field.null
        ),
    )


def test_it_refers_to_people_without_losing_what_they_did() -> None:
    """An agent leaves by being deactivated; deleting one may not take messages or events along."""
    from sportello.accounts.models import Agent

    may_go_along = {models.SET_NULL, models.PROTECT, models.RESTRICT}
    report(
        "Use PROTECT or SET_NULL for what somebody did; CASCADE only for what is theirs alone:",
        (
            str(field)
            for field in own_fields()
            if isinstance(field, models.ForeignKey)
            and field.related_model is Agent
            and field.remote_field.on_delete not in may_go_along
            and field.name == "by"
        ),
    )


@pytest.mark.django_db
def test_it_passes_the_checks_of_django() -> None:
    report("Mend what Django's own checks say:", (str(found) for found in run_checks() if found.is_serious()))
