"""What a person sent with a form: answers, uploads, and what the pressed button wants done with them."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from flask import request

from engine.errors import EngineError
from engine.messages import text
from engine.services.views import TallyView
from webapp.forms import posted_answers
from webapp.forms.conditions import conditions_of
from webapp.forms.parts import KeptFile, Part
from webapp.forms.posted_answers import Posted
from webapp.forms.rendering import Filling, parts
from webapp.forms.uploads import store_uploads
from webapp.refusals import Explanation, explain

SUBMIT, CONFIRM, ADD, REMOVE = "submit", "confirm", "add", "remove"


@dataclass(frozen=True, slots=True)
class Submission:
    """A posted form.

    `key` is the idempotency key that the form was opened with, `files` all uploads by id, `new_files` the ids
    of those that came now by control. Sentences by dotted path: `unreadable`, `refused_files`, `errors`.
    """

    key: str
    step: str
    revision: int
    answers: dict[str, object]
    files: Mapping[str, KeptFile] = field(default_factory=dict)
    new_files: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    unreadable: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    refused_files: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    errors: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def is_final(self) -> bool:
        """Whether the form shall be handed in; not without a file that was sent and not taken."""
        return self.step in {SUBMIT, CONFIRM} and not self.refused_files

    @property
    def is_confirmed(self) -> bool:
        """Whether the summary before an irreversible act was seen."""
        return self.step == CONFIRM

    @property
    def all_errors(self) -> dict[str, tuple[str, ...]]:
        """What stands beside the fields; why a text can't be read says more than that it was refused."""
        if self.step not in {SUBMIT, CONFIRM}:
            return dict(self.refused_files)
        return {**self.errors, **self.refused_files, **self.unreadable}

    def text(self, key: str) -> str | None:
        """The answer of a text field, None when it is empty."""
        found = self.answers.get(key)
        return str(found) if found else None

    def refused(self, refusal: EngineError) -> tuple[Submission, Explanation]:
        """The same with the errors of a refusal, and the refusal in words."""
        explanation = explain(refusal)
        return replace(self, errors=explanation.by_field()), explanation


def read_submission(form: Mapping[str, object] | None, *, village: str) -> Submission:
    """The posted form of this request."""
    uploads = store_uploads(village)
    answers = posted_answers.answers(form, Posted(request.form, uploads.by_control))
    step, _, place = request.form.get("_step", SUBMIT).partition(" ")
    if step == ADD:
        posted_answers.with_row_added(answers, place)
    if step == REMOVE:
        posted_answers.with_row_removed(answers, place)
    unreadable = posted_answers.unreadable(form, answers)
    return Submission(
        key=request.form.get("_key", ""),
        step=step,
        revision=request.form.get("_revision", -1, type=int),
        answers=answers,
        files=uploads.files,
        new_files=uploads.by_control,
        unreadable={name: (text(key),) for name, key in unreadable.items()},
        refused_files=uploads.errors,
    )


def rendered(
    form: Mapping[str, object] | None,
    data: Mapping[str, object],
    sent: Submission | None = None,
    tally: TallyView | None = None,
) -> tuple[Part, ...]:
    """The form as it stands: fresh with its prefilled values, or as it was sent."""
    answers = sent.answers if sent else None
    errors, files = (sent.all_errors, sent.files) if sent else ({}, {})
    return parts(form, Filling(data, answers, errors, files, conditions_of(form, data, answers), tally))


def new_key() -> str:
    """The idempotency key of a form that is opened now."""
    return uuid.uuid4().hex
