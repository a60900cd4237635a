"""The small marketplace, as fixtures."""

from collections.abc import Iterator

import pytest

from sportello.channels import registry

from . import vendor


@pytest.fixture
def market(monkeypatch: pytest.MonkeyPatch) -> Iterator[vendor.Vendor]:
    """A marketplace whose connector is the only one."""
    monkeypatch.setattr(registry, "connectors", lambda: (vendor.CONNECTOR,))
    with vendor.serving() as serving:
        yield serving
