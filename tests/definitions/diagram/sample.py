"""One sheet with everything that can be drawn, and marks of every kind on it."""

from __future__ import annotations

from engine.definitions.diagram import Mark
from tests.definitions.diagram.paper import Paper

CAUGHT = ("timer", "message", "signal", "error", "escalation", "link", "conditional", "compensate", "cancel")
THROWN = ("message", "signal", "escalation", "link", "compensate")
ENDS = ("", "message", "error", "escalation", "signal", "terminate", "compensate", "cancel")
REMINDING = {"attachedToRef": "period", "cancelActivity": "false"}
LONG_NAME = "村务监督委员会会同镇纪委逐条核实并书面答复异议人，留存签收记录备查"

MARKS: dict[str, Mark] = {
    **dict.fromkeys(("start", "propose", "fork", "pay"), "done"),
    **dict.fromkeys(("study", "ended", "period", "explain"), "active"),
    **dict.fromkeys(("objected", "wait", "vouchers"), "late"),
    "old": "void",
}


def sample() -> Paper:
    """Two pools, three lanes, all nodes, all markers, all lines."""
    paper = Paper()
    paper.pool("village", "某村", (0, 0, 1560, 700))
    paper.pool("town", "镇街", (0, 760, 1560, 70))
    paper.lane("party", "村党组织", (30, 0, 1530, 220), "start propose fork study rule")
    paper.lane("watch", "村务监督委员会", (30, 220, 1530, 200))
    paper.lane("clerk", "村文书/报账员", (30, 420, 1530, 280))
    _first_lane(paper)
    _second_lane(paper)
    _third_lane(paper)
    return paper


def _first_lane(paper: Paper) -> None:
    paper.event("startEvent", "start", (80, 90), name="提出申请")
    paper.node("userTask", "propose", (160, 68), "村党组织提出初步意见")
    paper.node("exclusiveGateway", "fork", (310, 83), "是否需要征求群众意见？", default="fork-study")
    paper.node("callActivity", "study", (430, 68), "召开两委会议商议")
    paper.node("businessRuleTask", "rule", (580, 68), "确定表决机构")
    paper.node("serviceTask", "open", (730, 68), "打开公示")
    paper.node("parallelGateway", "split", (880, 83))
    paper.node("sendTask", "send", (980, 20), "发送通知")
    paper.node("receiveTask", "receive", (980, 120), "接收镇街意见回复并登记（含电话答复）")
    paper.node("inclusiveGateway", "join", (1130, 83))
    paper.node("eventBasedGateway", "wait", (1230, 83))
    paper.event("intermediateCatchEvent", "ended", (1330, 40), "timer", name="公示期满")
    paper.event("intermediateCatchEvent", "objected", (1330, 130), "message", name="收到异议")
    paper.event("endEvent", "over", (1440, 90), "terminate", name="办结")
    for source, target in (("start", "propose"), ("propose", "fork"), ("study", "rule"), ("rule", "open")):
        paper.flow(source, target)
    paper.flow("fork", "study", name="不需要")
    paper.flow("open", "split")
    paper.flow("split", "send", (905, 83), (905, 60), (980, 60))
    paper.flow("split", "receive", (905, 133), (905, 160), (980, 160))
    paper.flow("send", "join", (1080, 60), (1155, 60), (1155, 83))
    paper.flow("receive", "join", (1080, 160), (1155, 160), (1155, 133))
    paper.flow("join", "wait")
    paper.flow("wait", "ended", (1255, 83), (1255, 58), (1330, 58))
    paper.flow("wait", "objected", (1255, 133), (1255, 148), (1330, 148))
    paper.flow("ended", "over", (1366, 58), (1458, 58), (1458, 90))
    paper.flow("objected", "over", (1366, 148), (1458, 148), (1458, 126))


def _second_lane(paper: Paper) -> None:
    loops = {
        "parallel": "<multiInstanceLoopCharacteristics/>",
        "sequential": "<multiInstanceLoopCharacteristics isSequential='true'/>",
        "standard": "<standardLoopCharacteristics/>",
    }
    paper.node("manualTask", "post", (80, 260), "张贴公示")
    paper.node("task", "plain", (210, 260), "未定类型的环节")
    paper.node("scriptTask", "script", (340, 260), "脚本")
    for place, (kind, inner) in enumerate(loops.items()):
        paper.node("userTask", kind, (470 + 130 * place, 260), "代表逐一签字确认", inner=inner)
    paper.node("subProcess", "folded", (860, 260), "收起的子流程")
    paper.node("complexGateway", "complex", (1000, 275))
    for place, what in enumerate(CAUGHT):
        at = (1080 + place % 5 * 60, 240 + place // 5 * 70)
        paper.event("intermediateCatchEvent", f"catch-{what}", at, what)
    for place, what in enumerate(THROWN):
        at = (1390 + place % 3 * 50, 240 + place // 3 * 70)
        paper.event("intermediateThrowEvent", f"throw-{what}", at, what)
    for place, what in enumerate(ENDS):
        paper.event("endEvent", f"end-{what or 'none'}", (1080 + place * 55, 370), what)
    paper.flow("fork", "post", (335, 133), (335, 200), (130, 200), (130, 260), name="需要，先入户征求意见")
    paper.flow("post", "plain", condition="=urgent")


def _third_lane(paper: Paper) -> None:
    inner = Paper()
    inner.event("startEvent", "opened", (100, 540))
    inner.node("userTask", "reply", (180, 518), "答复异议")
    inner.event("endEvent", "upheld", (340, 540), "error", name="异议成立")
    inner.flow("opened", "reply")
    inner.flow("reply", "upheld")
    paper.frame("period", (80, 450, 420, 200), "公示期", inner)
    paper.event("boundaryEvent", "caught", (230, 632), "error", name="异议成立", attachedToRef="period")
    paper.event("boundaryEvent", "reminder", (330, 632), "timer", name="逾期提醒", **REMINDING)
    listening = Paper()
    listening.event("startEvent", "heard", (560, 540), "message", name="异议", isInterrupting="false")
    listening.node("userTask", "explain", (640, 518), LONG_NAME)
    listening.flow("heard", "explain")
    paper.frame("on-objection", (540, 450, 260, 200), "收到异议时", listening, triggeredByEvent="true")
    paper.node("userTask", "pay", (860, 520), "拨付资金")
    paper.node("userTask", "vouchers", (1010, 520), "报账员补齐票据")
    paper.node("userTask", "old", (1160, 520), "初次评议")
    paper.flow("pay", "vouchers")
    paper.flow("vouchers", "old")
    paper.data("contract", "合同", (1300, 520))
    paper.note(
        "advice", "公示不少于 15 日，期间不得签订合同。", (1360, 600, 170, 50), "pay", (960, 590), (1360, 625)
    )
    paper.group("watched", (840, 490, 450, 150))
    paper.message_flow("receive", "town", (1010, 200), (1010, 240), (830, 240), (830, 760))
