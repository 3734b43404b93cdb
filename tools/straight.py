"""A procedure of twenty user tasks in a row: what speed is measured on, and what crash tests run."""

from __future__ import annotations

import itertools
import json

TASKS = 20
FORM = {"type": "default", "components": [{"type": "textfield", "key": "reason", "label": "事由"}]}
MODEL = "http://www.omg.org/spec/BPMN/20100524/MODEL"


def straight_diagram(key: str, *, ours: bool = True) -> bytes:
    """The diagram; `ours` gives its tasks roles and its start a form, without it is the plain standard."""
    ids = [f"{key}_start", *(f"{key}_task_{n}" for n in range(TASKS)), f"{key}_end"]
    start = f' wq:form="{key}/start" wq:role="clerk"' if ours else ""
    role = ' wq:role="clerk"' if ours else ""
    nodes = [f'<startEvent id="{ids[0]}" name="开始"{start}/>']
    nodes += [f'<userTask id="{one}" name="步骤"{role}/>' for one in ids[1:-1]]
    nodes.append(f'<endEvent id="{ids[-1]}" name="结束"/>')
    flows = [
        f'<sequenceFlow id="{key}_flow_{n}" sourceRef="{a}" targetRef="{b}"/>'
        for n, (a, b) in enumerate(itertools.pairwise(ids))
    ]
    body = "".join(nodes + flows)
    return (
        f'<definitions xmlns="{MODEL}" xmlns:wq="urn:weiquan:bpmn:1" id="{key}_definitions" '
        f'targetNamespace="urn:{key}">'
        f'<process id="{key}" name="测试" isExecutable="true">{body}</process></definitions>'
    ).encode()


def straight_procedure(key: str) -> dict[str, bytes]:
    """Its files, as a designer would upload them."""
    return {
        f"{key}.bpmn": straight_diagram(key),
        "forms/start.json": json.dumps(FORM, ensure_ascii=False).encode(),
    }
