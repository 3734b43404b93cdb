"""Data of the components page: one value for every state that a component can be in."""

from __future__ import annotations

from datetime import UTC, datetime

from engine.messages import text
from engine.services.views import DeadlineView, TallyView, TimelineEntry
from webapp.forms.parts import KeptFile, Part
from webapp.forms.rendering import Filling, errors_of, parts

LAST_DAY = datetime(2026, 11, 26, 16, tzinfo=UTC)
COLOURS = (
    "ink",
    "ink-soft",
    "primary",
    "vermilion",
    "green",
    "blue",
    "amber",
    "grey",
)
STATES = (
    ("now", "case.status.running"),
    ("notice", "notice.status.running"),
    ("done", "case.status.completed"),
    ("late", "deadline.late"),
    ("rejected", "case.status.rejected"),
    ("stopped", "case.status.cancelled"),
)
TALLY = TallyView(
    body="B5",
    body_name="",
    due=31,
    quorum_needed=21,
    majority_base="present",
    majority_numerator=1,
    majority_denominator=2,
    majority_inclusive=False,
    present=None,
    recused=0,
    sources=(),
)


def examples() -> dict[str, object]:
    """Everything that the page shows."""
    plain = _form(errors=False)
    wrong = _form(errors=True)
    return {
        "colours": COLOURS,
        "states": STATES,
        "deadlines": _deadlines(),
        "timeline": _timeline(),
        "progress": _progress(),
        "plain_form": plain,
        "wrong_form": wrong,
        "faults": errors_of(wrong),
    }


def _word(key: str) -> str:
    return text(f"components.{key}")


def _deadlines() -> tuple[tuple[str, DeadlineView], ...]:
    why = tuple(_word(f"deadline.why_{number}") for number in (1, 2, 3))
    basis = _word("deadline.basis")
    return (
        (_word("deadline.running"), DeadlineView(LAST_DAY, False, False, 3, why, basis)),
        (_word("deadline.last_day"), DeadlineView(LAST_DAY, False, False, 0, ())),
        (_word("deadline.late"), DeadlineView(LAST_DAY, False, True, -2, ())),
        (_word("deadline.provisional"), DeadlineView(LAST_DAY, True, False, 9, (why[0],))),
    )


def _timeline() -> tuple[TimelineEntry, ...]:
    detail = ((_word("form.amount"), "¥12,345.00"), (_word("form.paid_on"), "2026-11-23"))
    return tuple(
        TimelineEntry(
            seq=number,
            at=datetime(2026, 11, 20 + number, 6, 5, tzinfo=UTC),
            kind="task_completed",
            sentence=_word(f"timeline.{number}"),
            on_behalf_of=_word("timeline.delegator") if number == 2 else None,
            element=None,
            detail=detail if number == 1 else (),
            void=number == 3,
        )
        for number in (1, 2, 3)
    )


def _progress() -> tuple[tuple[str, str], ...]:
    states = ("done", "done", "now", "to_come", "to_come")
    return tuple((_word(f"step.{number}"), state) for number, state in enumerate(states, 1))


def _form(*, errors: bool) -> tuple[Part, ...]:
    return parts(
        {"components": _components("wrong_" if errors else "")},
        Filling(
            data=_data(),
            answers=_wrong_answers() if errors else None,
            errors=_errors() if errors else {},
            files={"f1": KeptFile("f1", _word("form.file_name"), 348_160)},
            tally=TALLY,
        ),
    )


def _components(prefix: str) -> list[dict[str, object]]:
    """One component of every kind; keys of the wrong form differ, for a page has every id once."""

    def one(kind: str, key: str, **more: object) -> dict[str, object]:
        label = {"type": kind, "key": prefix + key, "label": _word(f"form.{key}")}
        return {"validate": {"required": True}, **label, **more}

    people = [{"value": str(n), "label": name} for n, name in enumerate(_word("form.people").split())]
    ways = [{"value": way, "label": _word(f"form.way_{way}")} for way in ("cash", "transfer", "card")]
    return [
        {
            "type": "group",
            "label": _word("form.group"),
            "components": [
                one("textfield", "purpose", description=_word("form.purpose_hint")),
                one("number", "amount", properties={"unit": "fen"}, validate={"required": True}),
                one("datetime", "paid_on", subtype="date"),
                one("datetime", "meets_at", subtype="datetime", validate={}),
                one("number", "households", appearance={"suffixAdorner": _word("form.households_unit")}),
                one("select", "line", values=ways),
                one("radio", "way", values=ways),
                one("checkbox", "confirmed"),
                one("textarea", "opinion", validate={}),
                one("textfield", "given", readonly=True),
                one("filepicker", "voucher"),
            ],
        },
        one("checklist", "present", values=people),
        {
            "type": "dynamiclist",
            "path": prefix + "items",
            "label": _word("form.items"),
            "defaultRepetitions": 2,
            "components": [
                {**one("textfield", "item"), "key": "item"},
                {**one("number", "price", properties={"unit": "fen"}), "key": "price"},
            ],
        },
    ]


def _data() -> dict[str, object]:
    return {
        "given": _word("form.given_value"),
        "amount": 1_234_500,
        "paid_on": "2026-11-23",
        "way": "transfer",
        "present": ["0", "1", "2", "5"],
    }


def _wrong_answers() -> dict[str, object]:
    return {
        "wrong_purpose": None,
        "wrong_amount": _word("form.amount_typed"),
        "wrong_voucher": ["f1"],
        "wrong_present": [],
        "wrong_items": [{"item": None, "price": 0}],
    }


def _errors() -> dict[str, tuple[str, ...]]:
    return {
        "wrong_purpose": (text("field.required", label=_word("form.purpose")),),
        "wrong_amount": (text("form.amount_unreadable"),),
        "wrong_way": (text("field.choose", label=_word("form.way")),),
        "wrong_present": (text("field.choose", label=_word("form.present")),),
        "wrong_items.0.item": (text("field.required", label=_word("form.item")),),
    }
