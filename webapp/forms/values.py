"""One answer on its way: from what is stored to what a person reads or types, and back.

What can't be read stays the text that was typed: it is refused beside its field, still there to be mended.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import UTC, date, datetime
from decimal import Decimal

from engine.clock import SHANGHAI
from engine.messages import text
from webapp.formatting import FEN_PER_YUAN, day, moment, money, plain_yuan
from webapp.forms.schema import Component, is_amount, kind

LOCAL_MINUTE = "%Y-%m-%dT%H:%M"
MONEY = re.compile(r"-?\d{1,12}(\.\d{1,2})?")
NUMBER = re.compile(r"-?\d{1,18}(\.\d{1,9})?")


def typed(component: Component, value: object) -> str:
    """The text of the control for a stored answer."""
    if value is None:
        return ""
    if is_amount(component) and isinstance(value, int):
        return plain_yuan(value)
    if _is_instant(component):
        instant = _as_instant(value)
        return instant.strftime(LOCAL_MINUTE) if instant else str(value)
    return str(value)


def shown(component: Component, value: object) -> str:
    """The same for reading."""
    if value is None:
        return ""
    if is_amount(component) and isinstance(value, int):
        return money(value)
    if _is_instant(component):
        instant = _as_instant(value)
        return moment(instant) if instant else str(value)
    if kind(component) == "datetime" and component.get("subtype", "date") == "date":
        return _shown_date(str(value))
    return str(value)


def answer(component: Component, written: str) -> object:
    """What is stored for a typed text; None for an empty one."""
    written = written.strip()
    if not written:
        return None
    if kind(component) == "number":
        return _number(component, written)
    return _instant(component, written) if _is_instant(component) else written


def unreadable(component: Component, value: object) -> str | None:
    """The key of the sentence that says why a typed text could not be read, None when it could."""
    if kind(component) != "number" or not isinstance(value, str):
        return None
    return "form.amount_unreadable" if is_amount(component) else "form.number_unreadable"


def _is_instant(component: Component) -> bool:
    return kind(component) == "datetime" and component.get("subtype") == "datetime"


def _number(component: Component, written: str) -> object:
    """People write full-width digits, separators and units too; what is no number stays as it was written."""
    noise = str.maketrans(dict.fromkeys(text("format.amount_noise")))
    plain = unicodedata.normalize("NFKC", written).translate(noise)
    if not (MONEY if is_amount(component) else NUMBER).fullmatch(plain):
        return written
    amount = Decimal(plain) * FEN_PER_YUAN if is_amount(component) else Decimal(plain)
    return int(amount) if amount == amount.to_integral_value() else amount


def _instant(component: Component, written: str) -> object:
    """A `datetime-local` text is Shanghai time; the schema says how it is written down."""
    try:
        local = datetime.strptime(written[:16], LOCAL_MINUTE).replace(tzinfo=SHANGHAI)
    except ValueError:
        return written
    style = component.get("timeSerializingFormat") or "utc_offset"
    if style == "no_timezone":
        return local.strftime(LOCAL_MINUTE)
    if style == "utc_normalized":
        return local.astimezone(UTC).strftime(LOCAL_MINUTE) + "Z"
    return local.isoformat(timespec="minutes")


def _as_instant(value: object) -> datetime | None:
    try:
        instant = value if isinstance(value, datetime) else datetime.fromisoformat(str(value))
    except ValueError:
        return None
    return instant.astimezone(SHANGHAI) if instant.tzinfo else instant.replace(tzinfo=SHANGHAI)


def _shown_date(written: str) -> str:
    try:
        return day(date.fromisoformat(written))
    except ValueError:
        return written
