"""Running GraphQL for real: the schema, who may read what, and the cost."""

from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from graphql import (
    DocumentNode,
    ExecutionResult,
    FragmentDefinitionNode,
    GraphQLError,
    GraphQLResolveInfo,
    GraphQLSchema,
    OperationDefinitionNode,
    OperationType,
    build_schema,
    default_field_resolver,
    execute_sync,
    get_named_type,
    get_operation_ast,
    parse,
    validate,
)

from .cost import MOST, Costs, actual
from .roots import mutation_root, query_root
from .state import State

# Which scope opens which type. A list or a connection of it is as closed as the thing itself.
SCOPES = {
    "Order": "read_orders",
    "Count": "read_orders",
    "Customer": "read_customers",
    "ProductVariant": "read_products",
    "Product": "read_products",
    "Return": "read_returns",
    "ShopifyPaymentsDispute": "read_shopify_payments_disputes",
}
HELP = "https://shopify.dev/api/usage"


@cache
def schema() -> GraphQLSchema:
    """The part of the Admin API that this stand-in speaks."""
    return build_schema(Path(__file__).with_name("schema.graphql").read_text(encoding="utf-8"))


def run(state: State, query: str, variables: dict[str, Any], operation_name: str | None) -> dict[str, Any]:
    """The answer's JSON, with `errors` in it where there are some."""
    document = _read(query)
    if not isinstance(document, DocumentNode):
        return {"errors": [_told(error) for error in document]}
    operation = get_operation_ast(document, operation_name)
    if operation is None:
        words = f'No operation named "{operation_name}"' if operation_name else "An operation name is required"
        return {"errors": [{"message": words}]}
    return _charged(state, document, operation, variables)


@lru_cache(maxsize=64)
def _read(query: str) -> DocumentNode | tuple[GraphQLError, ...]:
    """The query as a tree, or what is wrong with it."""
    try:
        document = parse(query)
        errors = tuple(validate(schema(), document))
    except GraphQLError as error:
        return (error,)
    return errors or document


def cost_told(state: State, requested: int, used: int | None) -> dict[str, Any]:
    """`extensions.cost`."""
    bucket = state.bucket
    status = {"maximumAvailable": bucket.size, "currentlyAvailable": int(bucket.left), "restoreRate": bucket.restore}
    return {"cost": {"requestedQueryCost": requested, "actualQueryCost": used, "throttleStatus": status}}


def throttled(state: State, requested: int) -> dict[str, Any]:
    """The answer to a query for which the bucket is not full enough."""
    extensions = {"code": "THROTTLED", "documentation": f"{HELP}/rate-limits"}
    return {
        "errors": [{"message": "Throttled", "extensions": extensions}],
        "extensions": cost_told(state, requested, None),
    }


def _charged(
    state: State, document: DocumentNode, operation: OperationDefinitionNode, variables: dict[str, Any]
) -> dict[str, Any]:
    fragments = {one.name.value: one for one in document.definitions if isinstance(one, FragmentDefinitionNode)}
    requested = Costs(schema(), fragments, variables).requested(operation)
    if requested > MOST:
        extensions = {"code": "MAX_COST_EXCEEDED", "cost": requested, "maxCost": MOST}
        words = f"Query cost is {requested}, which exceeds the single query max cost limit ({MOST})."
        return {"errors": [{"message": words, "extensions": extensions}]}
    if state.bucket.refill(state.world.now()) < requested:
        return throttled(state, requested)
    result = _executed(state, document, operation, variables)
    used = min(requested, actual(result.data, mutation=operation.operation is OperationType.MUTATION))
    state.bucket.left -= used
    told: dict[str, Any] = {"data": result.data}
    if result.errors:
        told["errors"] = [_told(error) for error in result.errors]
        if result.data is None and any("path" not in error for error in told["errors"]):
            del told["data"]
    return told | {"extensions": cost_told(state, requested, used)}


def _executed(
    state: State, document: DocumentNode, operation: OperationDefinitionNode, variables: dict[str, Any]
) -> ExecutionResult:
    mutation = operation.operation is OperationType.MUTATION
    found = execute_sync(
        schema(),
        document,
        root_value=mutation_root(state) if mutation else query_root(state),
        context_value=state,
        variable_values=variables,
        operation_name=operation.name.value if operation.name else None,
        field_resolver=_resolve,
    )
    if not isinstance(found, ExecutionResult):
        raise TypeError("the stand-in answers at once")
    return found


def _resolve(source: Any, info: GraphQLResolveInfo[State], **given: Any) -> Any:
    """A field of a plain value, unless the app lacks the scope for what it would give."""
    kind = get_named_type(info.return_type).name.removesuffix("Connection")
    scope, state = SCOPES.get(kind, ""), info.context
    if scope and scope not in state.scopes:
        access = f"`{scope}` access scope."
        raise GraphQLError(
            f"Access denied for {info.field_name} field. Required access: {access}",
            extensions={"code": "ACCESS_DENIED", "documentation": f"{HELP}/access-scopes", "requiredAccess": access},
        )
    return default_field_resolver(source, info, **given)


def _told(error: GraphQLError) -> dict[str, Any]:
    told: dict[str, Any] = dict(error.formatted)
    return told
