"""Runs BPMN on SpiffWorkflow: the only package that imports it.

A diagram (`engine.definitions.model`) is compiled into SpiffWorkflow task specs of our own, one small class
an element; SpiffWorkflow's workflows and tasks hold the tokens. Its script engine is disarmed on import.
"""

from engine.runtime import safety as _safety
from engine.runtime.host import BpmnError, Executable, Host, Library, OperationCall, RuntimeFailure
from engine.runtime.instance import Instance
from engine.runtime.views import Ended, Passed, Token

_safety.disarm()

__all__ = [
    "BpmnError",
    "Ended",
    "Executable",
    "Host",
    "Instance",
    "Library",
    "OperationCall",
    "Passed",
    "RuntimeFailure",
    "Token",
]
