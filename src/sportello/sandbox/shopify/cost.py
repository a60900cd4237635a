"""What a query costs: counted before it runs by what its lists could hold, afterwards by what they held.

An object is one point, a connection two and its nodes, a mutation ten; scalars cost nothing. One query may cost
1,000 points. Source: shopify.dev, "API limits", calculated query costs.
"""

from collections.abc import Mapping
from typing import Any

from graphql import (
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLSchema,
    InlineFragmentNode,
    IntValueNode,
    OperationDefinitionNode,
    SelectionSetNode,
    VariableNode,
    get_named_type,
    is_composite_type,
    is_list_type,
)
from graphql.type import GraphQLNonNull, is_interface_type, is_object_type

MOST = 1_000
MUTATION = 10
WITHIN_CONNECTIONS = {"nodes", "edges", "node", "pageInfo"}


class Costs:
    """Counts one operation of a document."""

    def __init__(
        self, schema: GraphQLSchema, fragments: Mapping[str, FragmentDefinitionNode], variables: Mapping[str, Any]
    ) -> None:
        self._schema, self._fragments, self._variables = schema, fragments, variables

    def requested(self, operation: OperationDefinitionNode) -> int:
        """The points it may need at most."""
        root = self._schema.get_root_type(operation.operation)
        base = MUTATION if operation.operation.value == "mutation" else 0
        return base + (self._of(operation.selection_set, root) if root else 0)

    def _of(self, selections: SelectionSetNode, parent: GraphQLNamedType) -> int:
        total = 0
        for selection in selections.selections:
            if not self._is_wanted(selection):
                continue
            if isinstance(selection, FieldNode):
                total += self._field(selection, parent)
            elif isinstance(selection, FragmentSpreadNode):
                fragment = self._fragments[selection.name.value]
                total += self._of(fragment.selection_set, self._named(fragment.type_condition.name.value, parent))
            elif isinstance(selection, InlineFragmentNode):
                name = selection.type_condition.name.value if selection.type_condition else ""
                total += self._of(selection.selection_set, self._named(name, parent))
        return total

    def _field(self, node: FieldNode, parent: GraphQLNamedType) -> int:
        if not (is_object_type(parent) or is_interface_type(parent)):
            return 0
        field = parent.fields.get(node.name.value)
        if field is None or node.selection_set is None:
            return 0
        kind = get_named_type(field.type)
        if not is_composite_type(kind):
            return 0
        inside = self._of(node.selection_set, kind)
        size = self._size(node)
        if kind.name.endswith("Connection"):
            return 2 + size * inside
        if node.name.value in WITHIN_CONNECTIONS and parent.name.endswith(("Connection", "Edge")):
            return inside + (node.name.value in {"nodes", "node"})
        listed = is_list_type(field.type.of_type if isinstance(field.type, GraphQLNonNull) else field.type)
        return (size if listed else 1) * (1 + inside)

    def _size(self, node: FieldNode) -> int:
        for argument in node.arguments or ():
            if argument.name.value in {"first", "last"}:
                value = argument.value
                if isinstance(value, IntValueNode):
                    return int(value.value)
                if isinstance(value, VariableNode):
                    given = self._variables.get(value.name.value)
                    return given if isinstance(given, int) else 1
        return 1

    def _is_wanted(self, node: Any) -> bool:
        for directive in node.directives or ():
            given = directive.arguments[0].value if directive.arguments else None
            value = self._variables.get(given.name.value) if isinstance(given, VariableNode) else given
            said = value if isinstance(value, bool) else getattr(value, "value", True)
            if said is (directive.name.value == "skip"):
                return False
        return True

    def _named(self, name: str, otherwise: GraphQLNamedType) -> GraphQLNamedType:
        found = self._schema.type_map.get(name)
        return found if isinstance(found, GraphQLObjectType) or is_interface_type(found) else otherwise


def actual(data: Any, *, mutation: bool) -> int:
    """The points of what was really answered."""
    return _objects(data) - (data is not None) + (MUTATION if mutation else 0)


def _objects(value: Any) -> int:
    if isinstance(value, dict):
        return 1 + sum(_objects(one) for name, one in value.items() if name != "pageInfo")
    if isinstance(value, list):
        return sum(_objects(one) for one in value)
    return 0
