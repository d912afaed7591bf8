"""Reading what came: whatever it is, it is a request or it is told what is wrong with it."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from server.errors import InvalidField
from server.opendsr import message
from tests.opendsr.authority import DOMAIN
from tests.opendsr.controller import body, ours

HOSTS = frozenset({"controller.example:443"})
VALID = body(
    ("email", "jane@example.com"),
    ("controller_customer_id", "a" * 64, "sha256"),
    extensions=ours(("phone", "+14155550134"), minor="under_13", intent_confirmed=True, property_id="acme"),
    status_callback_urls=["https://controller.example/"],
)
values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20) | st.sampled_from(["raw", "sha256"]),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)


def read(raw: bytes) -> bool:
    """True if it is a request; otherwise it must be told what is wrong."""
    try:
        message.read(raw, tenant="acme", domain=DOMAIN, hosts=HOSTS)
    except InvalidField as error:
        return not error.violations
    return True


def paths(content: Any, before: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:  # noqa: ANN401
    """Every place in a request."""
    found = [before] if before else []
    pairs = content.items() if isinstance(content, dict) else enumerate(content) if isinstance(content, list) else ()
    for key, inner in pairs:
        found += paths(inner, (*before, key))
    return found


def changed(path: tuple[Any, ...], value: object) -> dict[str, Any]:
    content: Any = json.loads(json.dumps(VALID))
    place = content
    for key in path[:-1]:
        place = place[key]
    place[path[-1]] = value
    return dict(content)


def test_the_request_that_is_changed_is_one() -> None:
    """Or what follows would prove nothing."""
    assert read(json.dumps(VALID).encode())


@given(st.sampled_from(paths(VALID)), values)
@settings(max_examples=1500, deadline=None)
def test_whatever_stands_in_a_field(path: tuple[Any, ...], value: object) -> None:
    """No value of any kind, in any place, breaks the reader."""
    read(json.dumps(changed(path, value)).encode())


@given(values)
@settings(max_examples=300, deadline=None)
def test_whatever_is_sent_as_json(value: object) -> None:
    """It is no request, and that is said."""
    assert not read(json.dumps(value).encode())


@given(st.binary(max_size=200))
@settings(max_examples=300, deadline=None)
def test_whatever_is_sent(raw: bytes) -> None:
    """The same for bytes."""
    assert not read(raw)
