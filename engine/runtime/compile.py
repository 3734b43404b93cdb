"""A process as SpiffWorkflow sees it: one spec a scope, one behaviour a node; made once per version."""

from __future__ import annotations

from functools import lru_cache

from SpiffWorkflow.bpmn.specs.bpmn_process_spec import BpmnProcessSpec

from engine.runtime.behaviours import behaviour_of, instance_of
from engine.runtime.compiled import CompiledScope
from engine.runtime.host import Executable


@lru_cache(maxsize=512)
def compiled_scope(executable: Executable, scope: str) -> CompiledScope:
    """The compiled form of a process (its own id as `scope`) or of a sub-process in it."""
    nodes = {node.id: node for node in executable.process.within(scope)}
    spec = BpmnProcessSpec(name=f"{executable.process.id}/{scope}")
    # SpiffWorkflow keeps the names `Start`, `End` and `Root` to itself, so ours are marked.
    behaviours = {key: behaviour_of(spec, f"node {key}", node) for key, node in nodes.items()}
    looped = [node for node in nodes.values() if node.loop is not None]
    instances = {node.id: instance_of(spec, f"instance {node.id}", node) for node in looped}
    return CompiledScope(executable, scope, spec, nodes, behaviours, instances)
