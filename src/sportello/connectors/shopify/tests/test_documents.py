"""Our GraphQL against Shopify's own schema, where that stands beside the repository."""

import gzip
import json
from functools import cache
from pathlib import Path

import pytest
from graphql import (
    GraphQLSchema,
    NoDeprecatedCustomRule,
    OperationDefinitionNode,
    build_client_schema,
    parse,
    specified_rules,
    validate,
)

from sportello.connectors.shopify.documents import FOLDER, document

NAMES = sorted(path.stem for path in FOLDER.glob("*.graphql"))


@cache
def vendors_schema() -> GraphQLSchema:
    """The vendor's schema. It breaks a rule of GraphQL about deprecated fields itself, so it is taken as valid."""
    for folder in Path(__file__).resolve().parents:
        found = folder.parent / "shared" / "contracts" / "shopify" / "admin_2026-10.json.gz"
        if found.is_file():
            return build_client_schema(json.loads(gzip.decompress(found.read_bytes()))["data"], assume_valid=True)
    pytest.skip("Shopify's schema does not stand beside this repository")


@pytest.mark.parametrize("name", NAMES)
def test_it_is_valid_and_uses_nothing_deprecated(name: str) -> None:
    problems = validate(vendors_schema(), parse(document(name)), [*specified_rules, NoDeprecatedCustomRule])
    assert [problem.message for problem in problems] == []


@pytest.mark.parametrize("name", NAMES)
def test_it_names_every_operation(name: str) -> None:
    operations = [one for one in parse(document(name)).definitions if isinstance(one, OperationDefinitionNode)]
    assert operations
    assert all(operation.name for operation in operations)


def test_it_would_notice_a_field_there_is_not() -> None:
    assert validate(vendors_schema(), parse("{ shop { colour } }"))
    assert validate(
        vendors_schema(), parse("{ shop { allProductCategories { id: __typename } } }"), [NoDeprecatedCustomRule]
    )
