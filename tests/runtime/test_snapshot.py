"""A case as bytes: small, complete, and readable by later versions of the program."""

from __future__ import annotations

import inspect
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import orjson
import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st

from engine.clock import SHANGHAI
from engine.feel.values import DaysTimeDuration, Range, YearsMonthsDuration
from engine.runtime import Instance, RuntimeFailure, snapshot
from engine.runtime.snapshot import FORMAT, UPGRADES, dump, restore
from engine.runtime.timers import Due
from engine.runtime.tokens import Facts, Rounds
from engine.runtime.variables import Variables, Write
from engine.runtime.written import facts_of, read_facts
from tests.runtime.diagrams import (
    beside,
    call,
    catch,
    data,
    end,
    handler,
    line,
    message,
    node,
    parallel,
    path,
    process,
    send,
    start,
    sub,
    timer,
    user,
)
from tests.runtime.running import NOW, Case, shelf

FIXTURES = Path(__file__).parent / "fixtures"


def plain(state: bytes) -> dict[str, object]:
    """What is stored, as JSON."""
    document: dict[str, object] = orjson.loads(zstandard.ZstdDecompressor().decompress(state))
    return document


def packed(document: dict[str, object]) -> bytes:
    """A document as it is stored."""
    return zstandard.ZstdCompressor().compress(orjson.dumps(document))


# A case with something of everything

CALLED = process(
    data("motion", outputs=["session"]), start("q_s"), user("convene"), user("vote"), end("q_e"),
    handler("h", message(), interrupting="false"), path("q_s", "convene", "vote", "q_e"), identity="q",
)  # fmt: skip
MULTI = node("multiInstanceLoopCharacteristics", "mi", "<loopCardinality>3</loopCardinality>")
CALLER = process(
    start(), user("a"), send("t", "m2"), parallel("split"), call("held"), user("v", MULTI),
    beside("b", "v", timer("R3/P1D", "timeCycle")), user("reminded"), sub("i", user("inner")),
    catch("c", message("m")),
    parallel("join"), parallel("join2"), user("x"), end(),
    path("s", "a", "t", "split", "held", "join", "x", "e"), path("split", "v", "join2", "join"),
    path("split", "i", "join2"),
    path("split", "c", "join"), path("b", "reminded", "e"),
)  # fmt: skip


def rich() -> Case:
    """A case in the middle of everything: a call, instances, an amendment, timers, handlers, a waiting
    join.
    """
    case = Case(shelf(CALLER, CALLED), {"on": date(2026, 3, 2), "sum": Decimal("12.5")})
    case.complete("a", motion="road")
    case.complete("v", first=True)
    case.complete("inner", inner=True)
    case.wait(days=1)
    case.deliver("m", word="come")
    case.deliver("m", word="no")
    case.complete("convene", at=datetime(2026, 3, 9, 9, tzinfo=SHANGHAI))
    case.give_back("vote", to="a", mode="amend")
    return case


def test_a_stored_case_is_the_same_case_when_it_is_read_again() -> None:
    case = rich()
    again = restore(case.library, case.host, case.now, case.state)
    assert dump(again) == case.state
    assert again.tokens() == case.instance.tokens()
    assert dict(again.variables()) == case.data


def test_a_stored_case_names_no_diagram_and_stays_small() -> None:
    case = rich()
    assert len(case.state) < 1_500
    assert b"sequenceFlow" not in orjson.dumps(plain(case.state))


def test_the_same_case_gives_the_same_bytes() -> None:
    assert rich().state == rich().state


NUMBERS = st.integers(-(10**20), 10**20)
VALUES = st.one_of(
    st.none(), st.booleans(), NUMBERS, st.text(max_size=20), st.dates(),
    st.decimals(allow_nan=False, allow_infinity=False, places=3, min_value=-(10**6), max_value=10**6).map(
        lambda one: int(one) if one == one.to_integral_value() else one.normalize()
    ),
    st.timedeltas(timedelta(0), timedelta(days=99)).map(DaysTimeDuration),
    st.integers(0, 99).map(YearsMonthsDuration), st.just(Range(1, None, True, False)),
    st.dictionaries(st.sampled_from(["a", "$n", "名"]), NUMBERS, max_size=2), st.lists(NUMBERS, max_size=3),
)  # fmt: skip


@given(st.dictionaries(st.text(max_size=8), VALUES, max_size=5))
def test_every_value_comes_back_as_the_same_value(values: dict[str, object]) -> None:
    case = Case(PLAIN.library, values)
    restored = restore(case.library, case.host, NOW, case.state)
    assert {n: (type(v), v) for n, v in restored.variables().items()} == {
        n: (type(v), v) for n, v in values.items()
    }


PLAIN = Case(line(user("a")))


def test_everything_that_is_remembered_with_a_token_is_written_down() -> None:
    own = Variables({"x": (Write(1, frozenset({2})),)})
    facts = Facts(
        steps={"a": 1}, flow="f", host=2, gate=3, body=4, number=5, begins=True, happened=True, listens=True,
        amends=6,
        stands_for=7, aside=True, due=Due(NOW, "P1D", None), occurrence=8, message="m", signal="g", local=own,
        rounds=Rounds(3, ["wang", "li"], 2, [9], {0: "yes"}),
    )  # fmt: skip
    default = Facts()
    for name in inspect.signature(Facts).parameters:
        assert getattr(facts, name) != getattr(default, name), f"the test forgets {name}"
    again = read_facts(orjson.loads(orjson.dumps(facts_of(facts))))
    assert again.local is not None
    assert again.local.piles == own.piles
    again.local = facts.local
    assert again == facts


def test_what_is_as_usual_is_left_out() -> None:
    assert facts_of(Facts()) == {}


# Versions of the format


def test_a_case_stored_in_format_1_goes_on() -> None:
    case = Case(shelf(CALLER, CALLED))
    state = (FIXTURES / "format-1.state").read_bytes()
    case.instance = restore(case.library, case.host, NOW + timedelta(days=1), state)
    assert case.open == "a h_t reminded v v"
    assert case.data["motion"] == "road"
    case.complete("a", motion="bridge")
    for element in ("vote", "v", "v", "h_t", "x"):
        case.complete(element)
    case.complete("reminded")
    assert case.end == "e"


def test_the_stored_fixture_is_of_the_present_format() -> None:
    stored = plain((FIXTURES / f"format-{FORMAT}.state").read_bytes())
    assert stored["format"] == FORMAT
    assert stored.keys() == plain(rich().state).keys()


def test_a_case_of_an_older_format_is_brought_forward_step_by_step(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two made-up older formats: -1 called the serial `count`, 0 kept no last end."""
    monkeypatch.setitem(UPGRADES, -1, lambda old: {**old, "format": 0, "serial": old["count"]})
    monkeypatch.setitem(UPGRADES, 0, lambda old: {**old, "format": 1, "end": None})
    document = plain(PLAIN.state)
    old = {name: value for name, value in document.items() if name not in ("end", "serial")}
    state = packed({**old, "format": -1, "count": document["serial"]})
    instance = restore(PLAIN.library, PLAIN.host, NOW, state)
    assert instance.serial == document["serial"]
    instance.complete(instance.tokens()[0].id, {})
    assert instance.ended is not None


def test_a_case_of_a_format_from_the_future_is_never_guessed_at() -> None:
    state = packed({**plain(PLAIN.state), "format": FORMAT + 1})
    with pytest.raises(KeyError):
        restore(PLAIN.library, PLAIN.host, NOW, state)


def test_bytes_that_would_unpack_to_more_than_a_case_are_refused() -> None:
    with pytest.raises(RuntimeFailure, match="bound_size"):
        restore(PLAIN.library, PLAIN.host, NOW, zstandard.ZstdCompressor().compress(b" " * 50_000_000))


def test_restoring_is_the_only_way_back_from_bytes() -> None:
    assert [name for name in vars(snapshot) if name.startswith("restore")] == ["restore"]
    assert not hasattr(Instance, "load")
