"""Random structured diagrams: blocks in sequence, choices, forks, loops, sub-processes, calls."""

from __future__ import annotations

from dataclasses import dataclass, field

from hypothesis import strategies as st

from tests.runtime.diagrams import (
    abstract,
    beside,
    boundary,
    call,
    data,
    end,
    flow,
    inclusive,
    node,
    parallel,
    path,
    process,
    service,
    start,
    sub,
    timer,
    user,
    xor,
)
from tests.runtime.running import Shelf, shelf

MOST_NODES = 25
LEAVES = ("user", "user", "abstract", "service", "guarded", "reminded", "instances")
BLOCKS = ("sequence", "choice", "fork", "some", "loop", "inside", "procedure")


@dataclass
class Block:
    """A piece of a diagram with one way in and one way out; elements and flows are written in `inside`."""

    first: str
    last: str
    inside: list[str]


@dataclass
class Drawing:
    """A diagram that is being drawn. `loops` are tasks whose answer `more` sends the case round again."""

    draw: st.DrawFn
    nodes: int = 0
    tasks: list[str] = field(default_factory=list)
    loops: list[str] = field(default_factory=list)
    called: list[bytes] = field(default_factory=list)

    def id(self, word: str) -> str:
        """A new id."""
        self.nodes += 1
        return f"{word}{self.nodes}"

    def task(self) -> str:
        """A new user task's id."""
        self.tasks.append(self.id("task"))
        return self.tasks[-1]

    def block(self, depth: int) -> Block:
        """Any block, a simple one when there is no room for more."""
        room = MOST_NODES - self.nodes
        if depth == 0 or room < 8:
            return self.leaf()
        kind = self.draw(st.sampled_from((*LEAVES, *BLOCKS, *BLOCKS)))
        return self.leaf(kind) if kind in LEAVES else getattr(self, kind)(depth - 1)

    def leaf(self, kind: str | None = None) -> Block:
        """One activity, perhaps with a timer or instances."""
        kind = kind or self.draw(st.sampled_from(LEAVES))
        match kind:
            case "abstract":
                element = abstract(one := self.id("pass"))
            case "service":
                element = service(one := self.id("work"))
            case "guarded":
                return self.guarded()
            case "reminded":
                return self.reminded()
            case "instances":
                sequential = str(self.draw(st.booleans())).lower()
                count = f"<loopCardinality>{self.draw(st.integers(0, 3))}</loopCardinality>"
                many = node(
                    "multiInstanceLoopCharacteristics", self.id("many"), count, isSequential=sequential
                )
                element = user(one := self.task(), many)
            case _:
                element = user(one := self.task())
        return Block(one, one, [element])

    def guarded(self) -> Block:
        """A task that a timer cancels; both ways meet again."""
        task, late, after, merge = self.task(), self.id("late"), self.task(), self.id("merge")
        inside = [user(task), boundary(late, task, timer(self._span())), user(after), xor(merge)]
        return Block(task, merge, [*inside, path(task, merge), path(late, after, merge)])

    def reminded(self) -> Block:
        """A task with a timer beside it."""
        task, told, stop = self.task(), self.id("told"), self.id("stop")
        cycle = self.draw(st.booleans())
        definition = timer(f"R2/{self._span()}", "timeCycle") if cycle else timer(self._span())
        inside = [user(task), beside(told, task, definition), abstract(note := self.id("note")), end(stop)]
        return Block(task, task, [*inside, path(told, note, stop)])

    def _span(self) -> str:
        return f"PT{self.draw(st.integers(1, 9))}H"

    def sequence(self, depth: int) -> Block:
        """One block after another."""
        first, second = self.block(depth), self.block(depth)
        return Block(
            first.first, second.last, [*first.inside, *second.inside, path(first.last, second.first)]
        )

    def _between(self, split: str, join: str, depth: int, split_node: str, join_node: str) -> list[str]:
        """Two blocks between a split, with conditions on `n`, and a join."""
        inside = [split_node, join_node]
        for number, block in enumerate((self.block(depth), self.block(depth))):
            condition = None if number or split_node.startswith("<parallel") else "n > 1"
            inside += [
                *block.inside,
                flow(split, block.first, condition, f"{split}-{number}"),
                path(block.last, join),
            ]
        return inside

    def choice(self, depth: int) -> Block:
        """An exclusive choice."""
        split, join = self.id("either"), self.id("merge")
        inside = self._between(split, join, depth, xor(split, f"{split}-1"), xor(join))
        return Block(split, join, inside)

    def fork(self, depth: int) -> Block:
        """Two branches at once."""
        split, join = self.id("both"), self.id("join")
        return Block(split, join, self._between(split, join, depth, parallel(split), parallel(join)))

    def some(self, depth: int) -> Block:
        """An inclusive choice."""
        split, join = self.id("some"), self.id("join")
        inside = self._between(split, join, depth, inclusive(split, f"{split}-1"), inclusive(join))
        return Block(split, join, inside)

    def loop(self, depth: int) -> Block:
        """A block that is done again while the answer says `more`."""
        merge, ask, split = self.id("again"), self.task(), self.id("enough")
        self.loops.append(ask)
        out = self.id("on")
        body = self.block(depth)
        inside = [xor(merge), *body.inside, user(ask), xor(split, f"{split}-{out}"), abstract(out)]
        flows = [
            path(merge, body.first),
            path(body.last, ask, split),
            flow(split, merge, "more"),
            path(split, out),
        ]
        return Block(merge, out, [*inside, *flows])

    def inside(self, depth: int) -> Block:
        """A sub-process."""
        around, begin, stop = self.id("within"), self.id("begin"), self.id("stop")
        body = self.block(depth)
        inner = [start(begin), *body.inside, end(stop), path(begin, body.first), path(body.last, stop)]
        return Block(around, around, [sub(around, *inner)])

    def procedure(self, depth: int) -> Block:
        """A call of a process of its own."""
        calling, key = self.id("calling"), self.id("q")
        begin, stop = self.id("begin"), self.id("stop")
        body = self.block(depth)
        inner = [start(begin), *body.inside, end(stop), path(begin, body.first), path(body.last, stop)]
        self.called.append(process(DATA, *inner, identity=key))
        return Block(calling, calling, [call(calling, key)])


DATA = data(optional=["n", "more"])


@dataclass(frozen=True)
class Drawn:
    """A diagram with the elements that somebody answers."""

    library: Shelf
    tasks: tuple[str, ...]
    loops: tuple[str, ...]


@st.composite
def diagrams(draw: st.DrawFn) -> Drawn:
    """Diagrams that `check` finds in order, of about 25 nodes at most."""
    drawing = Drawing(draw)
    whole = drawing.block(4)
    ends = (start(), end(), path("s", whole.first), path(whole.last, "e"))
    main = process(data(optional=["n", "more"]), *ends, *whole.inside)
    return Drawn(shelf(main, *drawing.called), tuple(drawing.tasks), tuple(drawing.loops))


@st.composite
def graphs(draw: st.DrawFn) -> bytes:
    """Any graph of tasks and gateways between `s` and `e`, structured or not; `check` may refuse it."""
    ids = [f"n{number}" for number in range(draw(st.integers(4, 10)))]
    before = [("s", ids[0])] + [(ids[draw(st.integers(0, at))], ids[at + 1]) for at in range(len(ids) - 1)]
    ending = [one for one in ids if all(source != one for source, _ in before)]
    jumps = draw(st.lists(st.tuples(st.sampled_from(ids), st.sampled_from(ids)), max_size=2))
    edges = list(dict.fromkeys([*before, *((one, "e") for one in ending), *jumps]))
    kinds = draw(
        st.sampled_from([["xor"], ["xor", "parallel"], ["inclusive"], ["xor", "inclusive", "parallel"]])
    )
    drawn = [_element(one, edges, draw(st.sampled_from(kinds)), by_hand=draw(st.booleans())) for one in ids]
    flows = [_edge(source, target, edges, drawn) for source, target in edges if source != target]
    return process(data(optional=["n"]), start(), *drawn, end(), *flows)


def _element(one: str, edges: list[tuple[str, str]], gateway: str, *, by_hand: bool) -> str:
    """A task where one flow comes and one goes, else a gateway whose last flow is the default."""
    targets = [target for source, target in edges if source == one]
    if len(targets) < 2 and sum(target == one for _, target in edges) < 2:
        return user(one) if by_hand else abstract(one)
    if gateway == "parallel":
        return parallel(one)
    return {"xor": xor, "inclusive": inclusive}[gateway](
        one, f"{one}-{targets[-1]}" if len(targets) > 1 else None
    )


def _edge(source: str, target: str, edges: list[tuple[str, str]], drawn: list[str]) -> str:
    targets = [other for one, other in edges if one == source]
    decides = any(one.startswith(("<exclusive", "<inclusive")) and f'id="{source}"' in one for one in drawn)
    return flow(source, target, "n > 1" if decides and len(targets) > 1 and target != targets[-1] else None)
