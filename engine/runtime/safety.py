"""Disarms SpiffWorkflow's own script engine: FEEL is the one expression language, nothing evaluates Python.

SpiffWorkflow falls back to an environment that calls `eval` and `exec` whenever a workflow is made or
restored without one (measured: eight ways to run a shell command from a diagram). So that is replaced.
"""

from __future__ import annotations

from typing import NoReturn

from SpiffWorkflow.bpmn.script_engine import python_environment


class PythonRefusedError(RuntimeError):
    """Something tried to evaluate Python text from a diagram: a bug of ours, never a state of a case."""


def _refuse(*_args: object, **_kwargs: object) -> NoReturn:
    raise PythonRefusedError("Python from a diagram is never evaluated")


class NoPython(python_environment.BasePythonScriptEngineEnvironment):  # type: ignore[misc]
    """A script environment that evaluates nothing."""

    evaluate = _refuse
    execute = _refuse
    call_service = _refuse


def disarm() -> None:
    """Make every default script environment of this process refuse; calling it twice is harmless."""
    for environment in (
        python_environment.TaskDataEnvironment,
        python_environment.BasePythonScriptEngineEnvironment,
    ):
        environment.evaluate = _refuse
        environment.execute = _refuse
        environment.call_service = _refuse
