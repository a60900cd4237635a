"""The contact form's tree: circles, depth, ends without a topic."""

from hypothesis import given
from hypothesis import strategies as st

from sportello.portal.tree import DEEPEST, MOST, Fault, Node, ancestors, children, faults


def test_it_finds_nothing_wrong_with_a_plain_tree() -> None:
    assert faults([Node(1, None), Node(2, 1, "warranty"), Node(3, 1, "assembly")]) == {}


def test_it_names_every_choice_of_a_circle_and_what_hangs_on_it() -> None:
    found = faults([Node(1, 3, "other"), Node(2, 1, "other"), Node(3, 2, "other"), Node(4, None, "other")])
    assert found == {1: Fault.CIRCLE, 2: Fault.CIRCLE, 3: Fault.CIRCLE}


def test_it_finds_a_choice_below_itself() -> None:
    assert faults([Node(1, 1, "other")]) == {1: Fault.CIRCLE}


def test_it_bounds_depth_and_number_and_wants_a_topic_at_every_end() -> None:
    deep = [Node(n, n - 1 or None, "other") for n in range(1, DEEPEST + 2)]
    assert faults(deep) == {DEEPEST + 1: Fault.TOO_DEEP}
    assert faults([Node(1, None)]) == {1: Fault.NO_TOPIC}
    assert faults([Node(1, 9, "other")]) == {1: Fault.ORPHAN}
    assert list(faults([Node(n, None, "other") for n in range(1, MOST + 2)]).values()) == [Fault.TOO_MANY]


@given(st.dictionaries(st.integers(1, 12), st.one_of(st.none(), st.integers(1, 12)), max_size=12))
def test_it_ends_for_any_graph_and_reaches_every_faultless_choice_from_the_top(above: dict[int, int | None]) -> None:
    nodes = [Node(one, parent, "other") for one, parent in above.items()]
    wrong, below = faults(nodes), children(nodes)
    reached: set[int] = set()
    waiting = list(below.get(None, []))
    while waiting:
        one = waiting.pop()
        assert one not in reached
        reached.add(one)
        waiting += below.get(one, [])
    by_id = {node.id: node for node in nodes}
    assert {one for one in above if ancestors(one, by_id) is None} <= set(wrong)
    assert set(above) - set(wrong) <= reached
