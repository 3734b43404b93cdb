"""The files of a procedure, understood: diagrams, decisions, forms, and what each file itself has wrong."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache

from engine.definitions.decision_elements import DecisionProblem, DecisionsUnreadableError
from engine.definitions.decisions import read_decisions
from engine.definitions.findings import CheckFinding, error, quoted_error
from engine.definitions.form_field import FormError, Problem
from engine.definitions.forms import Form, variable_types
from engine.definitions.library import Decision, Library
from engine.definitions.model import Process
from engine.definitions.read import Reading, read_bpmn
from engine.definitions.source import ProcedureFiles, form_name, is_form, shipped
from engine.feel.decisions import DecisionModel
from engine.feel.table_checks import TableFinding, check_table
from engine.feel.tables import DecisionTable
from engine.feel.types import NAMED, Type
from engine.messages import DEFAULT_LANGUAGE, text

MAXIMUM_FILE = 2_000_000
"""Bytes of one decision or form file."""


@dataclass(frozen=True, slots=True)
class Bundle:
    """A procedure's files read together. `findings` are those about decision and form files, by file name."""

    key: str
    digest: str
    readings: Mapping[str, Reading]
    decisions: DecisionModel | None = None
    forms: Mapping[str, Form] = field(default_factory=dict)
    findings: Mapping[str, tuple[CheckFinding, ...]] = field(default_factory=dict)

    @property
    def processes(self) -> Mapping[str, Process]:
        """All processes of its diagrams, by id."""
        read = [reading.definitions for reading in self.readings.values() if reading.definitions is not None]
        return {process.id: process for definitions in read for process in definitions.processes.values()}

    @property
    def process(self) -> Process | None:
        """The process that carries the procedure's key as its id, of the diagram of that name.

        None when there is none: another diagram can't stand in for the one that people are shown.
        """
        reading = self.readings.get(f"{self.key}.bpmn")
        definitions = reading.definitions if reading is not None else None
        return definitions.processes.get(self.key) if definitions is not None else None

    def library(self) -> Library:
        """What its diagrams may name in its own files."""
        decisions = _decision_facts(self.decisions) if self.decisions is not None else {}
        forms = {name: _variables(form) for name, form in self.forms.items()}
        reads = {name: form.reads for name, form in self.forms.items()}
        return Library(self.processes, decisions, forms, reads)


def read_bundle(files: ProcedureFiles) -> Bundle:
    """The files of a procedure, read. Raises nothing: what can't be read is a finding of its file."""
    readings: dict[str, Reading] = {}
    findings: dict[str, tuple[CheckFinding, ...]] = {}
    models: list[DecisionModel] = []
    forms: dict[str, Form] = {}
    for name, content in files.files.items():
        if name.endswith(".bpmn"):
            readings[name] = read_bpmn(content, name)
        elif name.endswith(".dmn"):
            model, findings[name] = read_decision_file(content)
            models += [model] if model is not None else []
        elif is_form(name):
            form, findings[name] = read_form_file(content, form_name(files.key, name))
            forms |= {form.name: form} if form is not None else {}
    return Bundle(files.key, files.digest, readings, _merged(models), forms, findings)


def read_decision_file(content: bytes) -> tuple[DecisionModel | None, tuple[CheckFinding, ...]]:
    """The decisions of a DMN file, or what keeps it from being one."""
    try:
        model = read_decisions(content)
    except DecisionsUnreadableError as failure:
        return None, tuple(map(_decision_finding, failure.problems))
    return model, tuple(_table_findings(model))


def read_form_file(content: bytes, name: str) -> tuple[Form | None, tuple[CheckFinding, ...]]:
    """A form, or what keeps the file from being one."""
    if len(content) > MAXIMUM_FILE:
        return None, (error("xml-too-large", limit=MAXIMUM_FILE // 1_000_000),)
    try:
        return Form.parse(content, name), ()
    except FormError as failure:
        return None, tuple(map(_form_finding, failure.problems))


@cache
def shipped_bundles() -> Mapping[str, Bundle]:
    """The procedures that come with the product, read, by key."""
    return {key: read_bundle(files) for key, files in shipped().items()}


@cache
def shipped_library() -> Library:
    """What any diagram may name of the procedures that come with the product."""
    library = Library()
    for bundle in shipped_bundles().values():
        library |= bundle.library()
    return library


def live_processes(bundles: Iterable[Bundle]) -> Mapping[str, Process]:
    """What procedures offer to be called or started: each the one process of its key."""
    return {bundle.key: bundle.process for bundle in bundles if bundle.process is not None}


def live_library(bundle: Bundle, in_force: Mapping[str, Bundle]) -> Library:
    """What a procedure's diagrams may name when it runs beside those in force, of which it replaces one.

    That is how a case is pinned: decisions come from its own files alone, forms from its own and from those
    of the procedures that it calls, at any depth.
    """
    around = {**in_force, bundle.key: bundle}
    own = bundle.library()
    library = Library(live_processes(around.values()), own.decisions)
    for one in _with_called(bundle, around):
        found = one.library()
        library |= Library(forms=found.forms, form_reads=found.form_reads)
    return library


def _with_called(bundle: Bundle, around: Mapping[str, Bundle]) -> Iterator[Bundle]:
    """A procedure, those that it calls, and those they call."""
    keys = [bundle.key]
    for key in keys:
        yield around[key]
        process = around[key].process
        called = [node.called for node in process.nodes.values() if node.called] if process else []
        keys += [other for other in dict.fromkeys(called) if other in around and other not in keys]


def _merged(models: list[DecisionModel]) -> DecisionModel | None:
    """The decisions of all files of a procedure as one model."""
    if not models:
        return None
    return DecisionModel(
        {key: decision for model in models for key, decision in model.decisions.items()},
        {key: knowledge for model in models for key, knowledge in model.knowledge.items()},
        {name: kind for model in models for name, kind in model.inputs.items()},
    )


def _variables(form: Form) -> Mapping[str, Type]:
    return {name: NAMED[kind] for name, kind in variable_types(form).items()}


def _decision_facts(model: DecisionModel) -> Mapping[str, Decision]:
    return {
        key: Decision(key, decision.variable, model.needs(key).names, decision.type)
        for key, decision in model.decisions.items()
    }


def _table_findings(model: DecisionModel) -> Iterator[CheckFinding]:
    """Gaps, overlaps, rules that never fire and type errors of the tables of a file."""
    for decision in model.decisions.values():
        if isinstance(decision.logic, DecisionTable):
            for finding in check_table(decision.logic):
                yield _table_finding(finding, decision.id)


def _table_finding(finding: TableFinding, decision: str) -> CheckFinding:
    element = finding.rules[0] if finding.rules else decision
    english = _english(f"feel.{finding.code}", lambda: finding.sentence("en"), finding.facts)
    rule = f"decision-{finding.code.replace('_', '-')}"
    return CheckFinding(rule, finding.severity, element, finding.sentence(), english, finding.rules)


def _decision_finding(problem: DecisionProblem) -> CheckFinding:
    rule = problem.key.removeprefix("check.").replace("decision.", "decision-").replace("_", "-")
    english = _english(problem.key, lambda: problem.sentence("en"), problem.facts)
    return quoted_error(rule, problem.element, problem.sentence(), english)


def _form_finding(problem: Problem) -> CheckFinding:
    key = f"form.{problem.code}"
    english = _english(key, lambda: text(key, "en", **problem.facts), problem.facts)
    chinese = text(key, DEFAULT_LANGUAGE, **problem.facts)
    return quoted_error(f"form-{problem.code.replace('_', '-')}", problem.component, chinese, english)


def _english(key: str, sentence: Callable[[], str], facts: Mapping[str, object]) -> str:
    """The English sentence, or the rule in words with its facts where the catalogue has none."""
    try:
        return sentence()
    except KeyError:
        return _plain_english(key, facts)


def _plain_english(key: str, facts: Mapping[str, object]) -> str:
    """The name of a rule in words with its facts, where the catalogue has no English sentence."""
    words = key.rpartition(".")[2].replace("_", " ").replace("-", " ")
    shown = ", ".join(f"{name} {value}" for name, value in facts.items())
    return f"{words}: {shown}" if shown else words
