"""A rule that is not met now."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Finding:
    """What stops an act from binding: `code` names the rule, `source` the article and text version, `facts`
    the numbers.

    The sentence that a person reads is made from `code` and `facts` by the message catalogue
    (`finding.<code>`).
    """

    code: str
    source: str = ""
    facts: Mapping[str, object] = field(default_factory=dict)
