"""No bytes make the reader raise, reach out, or take long (reliability X4, E9)."""

from __future__ import annotations

import gzip
import resource
from time import perf_counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.definitions.checking import check_reading
from engine.definitions.kinds import FLOW_NODES
from engine.definitions.library import Library
from engine.definitions.read import read_bpmn
from tests.definitions.drawing import bpmn, end, flow, found, node, path, simple, start, sub, user

GOOD = simple(user("a", wq_due="5wd"))
LAUGHS = b'<!DOCTYPE a [<!ENTITY l0 "ha">' + b"".join(
    b'<!ENTITY l%d "&l%d;&l%d;&l%d;&l%d;">' % (n, n - 1, n - 1, n - 1, n - 1) for n in range(1, 30)
)

HOSTILE = {
    "internal-doctype": b'<!DOCTYPE definitions [<!ENTITY x "y">]>' + GOOD,
    "external-doctype": b'<!DOCTYPE definitions SYSTEM "http://127.0.0.1:1/x.dtd">' + GOOD,
    "external-entity": b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>',
    "parameter-entity": b'<!DOCTYPE a [<!ENTITY % x SYSTEM "file:///etc/passwd"> %x;]><a/>',
    "doctype-behind-comments": b"<?xml version='1.0'?><!-- a --><?b c?>\n<!DOCTYPE a><a/>",
    "doctype-in-utf-16": "<!DOCTYPE a><a/>".encode("utf-16"),
    "doctype-in-utf-16-without-mark": "<!DOCTYPE a><a/>".encode("utf-16-be"),
    "utf-7": b'<?xml version="1.0" encoding="UTF-7"?>+ADw-!DOCTYPE a+AD4-<a/>',
    "gzip": gzip.compress(GOOD),
    "zero-bytes": b"<a>\x00</a>",
    "billion-laughs": LAUGHS + b"]><a>&l29;</a>",
    "quadratic-blow-up": b'<!DOCTYPE a [<!ENTITY x "' + b"y" * 100_000 + b'">]><a>' + b"&x;" * 1000 + b"</a>",
    "depth": b"<a>" * 100_000,
    "depth-of-200": b"<a>" * 201 + b"</a>" * 201,
    "attributes": b"<a " + b" ".join(b'a%d=""' % n for n in range(100_000)) + b"/>",
    "namespaces": b"<a " + b" ".join(b'xmlns:a%d="%d"' % (n, n) for n in range(60_000)) + b"/>",
    "elements": b"<a>" + b"<b/>" * 300_000 + b"</a>",
    "long-name": b"<" + b"a" * 1_900_000 + b"/>",
    "twenty-megabytes": b"<a>" + b"x" * 20_000_000 + b"</a>",
    "unclosed-comments": b"<!--" * 400_000,
    "processing-instructions": b"<?a?>" * 30_000 + b"<!DOCTYPE a><a/>",
    "nothing": b"",
    "words": "四议两公开".encode(),
}


@pytest.mark.parametrize("xml", HOSTILE.values(), ids=HOSTILE.keys())
def test_a_hostile_file_is_refused_in_time(xml: bytes) -> None:
    begun = perf_counter()
    reading = read_bpmn(xml, "hostile.bpmn")
    assert perf_counter() - begun < 1
    assert reading.definitions is None
    assert len(reading.findings) == 1


def test_all_of_them_together_take_little_memory() -> None:
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    for xml in HOSTILE.values():
        read_bpmn(xml, "hostile.bpmn")
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 50_000


def test_xinclude_stays_a_foreign_element() -> None:
    include = (
        '<xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="file:///etc/passwd" parse="text"/>'
    )
    assert ("foreign-place", "a") in found(simple(user("a", include)))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030", "windows-1252"])
def test_a_file_may_be_written_in_a_usual_encoding(encoding: str) -> None:
    said = "" if encoding == "utf-8-sig" else f'<?xml version="1.0" encoding="{encoding}"?>'
    name = "café" if encoding == "windows-1252" else "登记"
    text = said + simple(user("a", name=name)).decode()
    definitions = read_bpmn(text.encode(encoding), "x").definitions
    assert definitions is not None
    assert definitions.processes["p"].nodes["a"].name == name


LARGE = {
    "flows": bpmn(start(), end(), *(flow("s", "e", identity=f"f{n}") for n in range(12_000))),
    "nothing-known": bpmn(*(f'<q{n} id="n{n}" z="1"/>' for n in range(12_000))),
    "message-flows": simple(
        user("a"),
        top="<collaboration>" + '<messageFlow sourceRef="a" targetRef="e"/>' * 12_000 + "</collaboration>",
    ),
    "processes": bpmn(top="".join(f'<process id="p{n}"><task id="t{n}"/></process>' for n in range(6_000))),
    "nested": bpmn(
        "".join(f'<subProcess id="z{n}">' for n in range(150)) + user("a") + "</subProcess>" * 150
    ),
    "inclusive": bpmn(
        start(),
        *(node("inclusiveGateway", f"x{n}") for n in range(140)),
        end(),
        path("s", *(f"x{n}" for n in range(140)), "e"),
        *(flow(f"x{n}", f"x{(n * 7) % 140}", "v > 1", f"g{n}") for n in range(140)),
    ),
    "inclusive-fan": bpmn(
        start(),
        node("inclusiveGateway", "x"),
        *(user(f"a{n}") for n in range(200)),
        node("inclusiveGateway", "y"),
        end(),
        path("s", "x"),
        *(flow("x", f"a{n}", "v > 1") + flow(f"a{n}", "y") for n in range(200)),
        path("y", "e"),
    ),
    "attributes-of-ours": simple(user("a", **{"wq_" + "x" * n: "y" for n in range(1, 150)})),
}


@pytest.mark.parametrize("xml", LARGE.values(), ids=LARGE.keys())
def test_a_large_file_is_checked_in_time(xml: bytes) -> None:
    begun = perf_counter()
    reading = read_bpmn(xml, "large.bpmn")
    processes = reading.definitions.processes if reading.definitions is not None else {}
    check_reading(reading, Library(processes))
    assert perf_counter() - begun < 2


@settings(deadline=None)
@given(st.binary(max_size=300))
def test_no_bytes_make_the_reader_raise(xml: bytes) -> None:
    assert read_bpmn(xml, "x").digest


FRAGMENTS = st.sampled_from(
    [
        b"<",
        b">",
        b"/",
        b'"',
        b" ",
        b"&amp;",
        b"id=",
        b"xmlns=",
        b"<process ",
        b"</process>",
        b"\xff",
        b"\x00",
        b"e",
    ]
)


@settings(deadline=None)
@given(st.lists(st.tuples(st.integers(0, len(GOOD)), st.integers(0, 30), FRAGMENTS), max_size=4))
def test_no_damage_to_a_good_file_makes_reader_or_check_raise(damage: list[tuple[int, int, bytes]]) -> None:
    xml = GOOD
    for place, cut, fragment in damage:
        xml = xml[:place] + fragment + xml[place + cut :]
    reading = read_bpmn(xml, "x")
    processes = reading.definitions.processes if reading.definitions is not None else {}
    check_reading(reading, Library(processes))


KINDS = sorted(FLOW_NODES)
IDS = st.sampled_from(["a", "b", "c", "d", "s", "e"])


@settings(deadline=None)
@given(
    nodes=st.lists(st.tuples(st.sampled_from(KINDS), IDS), max_size=6),
    flows=st.lists(st.tuples(IDS, IDS), max_size=10),
    wrapped=st.booleans(),
)
def test_no_drawing_makes_the_check_raise(
    nodes: list[tuple[str, str]], flows: list[tuple[str, str]], *, wrapped: bool
) -> None:
    inside = "".join(node(kind, identity) for kind, identity in nodes)
    inside += "".join(flow(source, target, identity=f"f{n}") for n, (source, target) in enumerate(flows))
    found(bpmn(sub("z", inside) if wrapped else inside))
