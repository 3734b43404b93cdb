"""Every refusal that the code can raise says in the catalogue's words what can't be done, why, what to do."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from string import Formatter

import pytest

import engine
import webapp
from engine import errors
from engine.messages import _catalogue as catalogue_of
from engine.messages import add_root, known
from webapp.refusals import explain

ROOTS = (Path(engine.__file__).parent, Path(webapp.__file__).parent)
KINDS = {
    name: kind
    for name, kind in vars(errors).items()
    if isinstance(kind, type) and issubclass(kind, errors.Refusal)
}

add_root(ROOTS[1])


@dataclass(frozen=True)
class Raised:
    """One place that makes a refusal; `facts` is None where they are not all written out."""

    where: str
    code: str
    facts: frozenset[str] | None


def calls(*names: str) -> Iterator[tuple[str, ast.Call, str]]:
    """Where in the code one of these names is called."""
    for path in sorted(path for root in ROOTS for path in root.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in names:
                yield path.name, node, node.func.id


def raised() -> Iterator[Raised]:
    for where, call, _ in calls(*KINDS):
        yield from _refusal(where, call)


def field_codes() -> Iterator[str]:
    for _, call, _ in calls("FieldError"):
        code = call.args[1]
        if isinstance(code, ast.Constant):
            yield str(code.value)


def _refusal(where: str, call: ast.Call) -> Iterator[Raised]:
    assert isinstance(call.func, ast.Name)
    codes = [arg.value for arg in call.args if isinstance(arg, ast.Constant) and isinstance(arg.value, str)]
    if call.args and not codes:
        return
    code = codes[0] if codes else KINDS[call.func.id].default_code
    names = {keyword.arg for keyword in call.keywords} - {"errors"}
    yield Raised(f"{where}:{call.lineno}", code, None if None in names else frozenset(filter(None, names)))


ALL = list(raised())


@pytest.mark.parametrize("one", ALL, ids=lambda one: f"{one.where}-{one.code}")
def test_a_refusal_has_a_title_and_a_sentence(one: Raised) -> None:
    assert known(f"refusal.{one.code}.title")
    assert known(f"refusal.{one.code}.detail")


@pytest.mark.parametrize(
    "one", [one for one in ALL if one.facts is not None], ids=lambda one: f"{one.where}-{one.code}"
)
def test_its_sentence_asks_for_no_fact_that_isnt_given(one: Raised) -> None:
    sentence = catalogue_of("zh_CN")[f"refusal.{one.code}.detail"]
    asked = {name for _, name, _, _ in Formatter().parse(sentence) if name}
    assert asked <= (one.facts or frozenset())


@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)
def test_every_class_of_refusal_has_words_of_its_own(kind: type[errors.Refusal]) -> None:
    assert known(f"refusal.{kind.default_code}.detail") or kind is errors.Refusal


@pytest.mark.parametrize("code", sorted(set(field_codes())))
def test_every_error_of_a_field_has_its_sentence(code: str) -> None:
    assert known(f"field.{code}")


def test_an_error_without_a_label_still_reads_as_a_sentence() -> None:
    refusal = errors.Invalid(errors=(errors.FieldError("items[0].price", "required"),))
    assert explain(refusal).errors == (("items.0.price", "required", "请填写“这一项”。"),)
