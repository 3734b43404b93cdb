"""What services hand to pages, REST and the command line: frozen values, never rows.

Identifiers are opaque strings. Instants are aware UTC datetimes, dates are dates in Asia/Shanghai, money is
fen.
"""

from engine.services.views.cases import (
    CasePage,
    CaseRow,
    CaseView,
    CommentView,
    CopyRow,
    CopyView,
    OpenStep,
    OpenTask,
    Place,
)
from engine.services.views.deadlines import DeadlineView
from engine.services.views.keeping import IncidentRow, MessageRow, ParameterRow
from engine.services.views.lists import Item, Page
from engine.services.views.notices import (
    BoardLoss,
    NoticeStatus,
    NoticeView,
    ObjectionView,
    Receipt,
    WaitingObjection,
)
from engine.services.views.people import (
    Actor,
    HeldPost,
    PersonName,
    PersonRow,
    RollView,
    SessionGrant,
    Village,
)
from engine.services.views.procedures import (
    CaseStatus,
    ChangeView,
    DiagramView,
    FindingView,
    ProcedureCard,
    ProcedurePage,
    ProcedureStep,
    VersionCase,
    VersionPage,
    VersionRow,
)
from engine.services.views.records import AttachmentView, TimelineEntry, TrailEntryView, Verdict, VoteView
from engine.services.views.tasks import (
    Guide,
    Material,
    NextStep,
    TallyView,
    TaskCounts,
    TaskRow,
    TaskView,
    WayBack,
)

__all__ = [
    "Actor",
    "AttachmentView",
    "BoardLoss",
    "CasePage",
    "CaseRow",
    "CaseStatus",
    "CaseView",
    "ChangeView",
    "CommentView",
    "CopyRow",
    "CopyView",
    "DeadlineView",
    "DiagramView",
    "FindingView",
    "Guide",
    "HeldPost",
    "IncidentRow",
    "Item",
    "Material",
    "MessageRow",
    "NextStep",
    "NoticeStatus",
    "NoticeView",
    "ObjectionView",
    "OpenStep",
    "OpenTask",
    "Page",
    "ParameterRow",
    "PersonName",
    "PersonRow",
    "Place",
    "ProcedureCard",
    "ProcedurePage",
    "ProcedureStep",
    "Receipt",
    "RollView",
    "SessionGrant",
    "TallyView",
    "TaskCounts",
    "TaskRow",
    "TaskView",
    "TimelineEntry",
    "TrailEntryView",
    "Verdict",
    "VersionCase",
    "VersionPage",
    "VersionRow",
    "Village",
    "VoteView",
    "WaitingObjection",
    "WayBack",
]
