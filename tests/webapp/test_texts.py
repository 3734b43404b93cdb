"""Every text stands in the catalogue: none in code or templates, none missing, none that nobody speaks."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

import webapp
from engine.messages import add_root, known
from engine.services import views

WEBAPP = Path(webapp.__file__).parent
SOURCES = sorted([*WEBAPP.rglob("*.py"), *WEBAPP.rglob("*.html"), *WEBAPP.rglob("*.js")])
CATALOGUES = sorted(WEBAPP.glob("locale/zh_CN/*.po"))

CHINESE = re.compile(r"[\u3000-\u303f\u4e00-\u9fff\uff00-\uffef]")
CALL = re.compile(r"""(?<![.\w])(?:t|text|_word)\(\s*(f?)(["'])([\w.{}()\-]*)\2(\s*~)?""")

BEGINNING = re.compile(r'f"([\w.-]+\.)\{')

add_root(WEBAPP)


def _name(path: Path) -> str:
    return str(path.relative_to(WEBAPP))


def _calls(source: str) -> list[tuple[str, bool]]:
    """Keys that a source asks for; whether it is only the beginning of one."""
    found = []
    for formatted, _, key, joined in CALL.findall(source):
        begins = bool(joined) or bool(formatted and "{" in key)
        found.append((key.partition("{")[0] if formatted else key, begins))
    return found


@pytest.mark.parametrize("path", SOURCES, ids=_name)
def test_code_and_templates_hold_no_chinese(path: Path) -> None:
    assert CHINESE.findall(path.read_text("utf-8")) == []


@pytest.mark.parametrize("path", SOURCES, ids=_name)
def test_every_key_that_is_asked_for_is_in_the_catalogue(path: Path) -> None:
    keys = [key for key, begins in _calls(path.read_text("utf-8")) if not begins]
    if path.name == "examples.py":
        keys = [key if known(key) else f"components.{key}" for key in keys]
    assert [key for key in keys if not known(key)] == []


@pytest.mark.parametrize(
    ("prefix", "values"),
    [
        ("case.status.", views.CaseStatus.__args__),
        ("notice.status.", views.NoticeStatus.__args__),
        ("notice.kind.", views.NoticeView.__dataclass_fields__["kind"].type),
        ("receipt.standing.", ("admitted", "awaiting_admission", "clue")),
        ("vote.outcome.", ("passed", "rejected", "deferred", "no_quorum")),
        ("designer.severity.", ("error", "blocking", "warning", "info")),
        ("designer.change.", ("added", "removed", "changed")),
        ("progress.state.", ("done", "now", "to_come")),
        ("parameter.kind.", ("LAW", "POLICY", "LOCAL", "DESIGN")),
        ("work.list.", ("to_do", "claimable", "done", "started")),
        ("return.done.", ("amend", "reconsider", "terminate")),
        ("entrance.", ("work", "supervision", "designer", "administration", "public")),
    ],
)
def test_every_value_of_a_view_has_a_word(prefix: str, values: object) -> None:
    words = re.findall(r"[\w-]+", values.partition("[")[2]) if isinstance(values, str) else values
    assert [word for word in words if not known(prefix + word)] == []


@pytest.mark.parametrize("path", CATALOGUES, ids=lambda path: path.stem)
def test_every_text_of_the_catalogue_is_spoken_somewhere(path: Path) -> None:
    calls = [call for source in SOURCES for call in _calls(source.read_text("utf-8"))]
    everything = "\n".join(source.read_text("utf-8") for source in SOURCES)
    whole = {key for key, begins in calls if not begins}
    begun = tuple(
        {key for key, begins in calls if begins and "." in key} | set(BEGINNING.findall(everything))
    )
    with path.open("rb") as file:
        keys = [str(message.id) for message in read_po(file) if message.id]
    unspoken = [
        key for key in keys if key not in whole and not key.startswith(begun) and f'"{key}"' not in everything
    ]
    if path.stem == "components":
        unspoken = [key for key in unspoken if f'"{key.removeprefix("components.")}"' not in everything]
    assert [key for key in unspoken if not key.startswith(("components.", "field."))] == []
