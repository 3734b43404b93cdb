"""What strangers see of a person: names, numbers and accounts with their telling part hidden.

个人信息保护法（2021）第六条、第二十五条: no more than the purpose needs. How much is hidden is this
product's choice.
"""

from __future__ import annotations

import re
import unicodedata
from itertools import compress, cycle

HIDDEN = "*"
ID_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
ID_CHECK = "10X98765432"

ID_NUMBER = re.compile(r"(?<!\d)\d(?:[ -]?\d){16}[ -]?[\dXx](?!\d)")
CARD = re.compile(r"(?<!\d)\d(?:[ -]?\d){15,18}(?!\d)")
MOBILE = re.compile(r"(?<!\d)([+＋]?86[ -]?)?([1１][3-9３-９]\d(?:[ -]?\d{4}){2})(?!\d)")


def mask_name(name: str) -> str:
    """A name with its middle hidden: 张*三; of two characters the second: 张*."""
    if len(name) <= 2:
        return name[:1] + HIDDEN * (len(name) - 1)
    return name[0] + HIDDEN * (len(name) - 2) + name[-1]


def mask_phone(phone: str) -> str:
    """A telephone number with its middle hidden: 138****5678; a shorter one shows its last two digits."""
    if len(phone) >= 11:
        return phone[:3] + HIDDEN * (len(phone) - 7) + phone[-4:]
    return _last(phone, 2)


def mask_id_number(number: str) -> str:
    """An identity number with all but its last four characters hidden."""
    return _last(number, 4)


def mask_account(account: str) -> str:
    """A bank account with all but its last four digits hidden."""
    return _last(account, 4)


def mask_text(text: str) -> str:
    """Free text with every valid identity number, bank card and mobile number in it hidden.

    Identity numbers and cards are told from other long numbers by their check digit, so a case number
    stays readable.
    """
    text = ID_NUMBER.sub(lambda m: mask_id_number(_digits(m[0])) if is_id_number(m[0]) else m[0], text)
    text = CARD.sub(lambda m: mask_account(_digits(m[0])) if is_card_number(m[0]) else m[0], text)
    return MOBILE.sub(lambda m: (m[1] or "") + mask_phone(_digits(m[2])), text)


def is_id_number(number: str) -> bool:
    """Whether these 18 characters, blanks and hyphens aside, are an identity number with the right check
    digit (GB 11643).
    """
    digits = _digits(number)
    if not re.fullmatch(r"\d{17}[\dXx]", digits):
        return False
    weighted = sum(int(digit) * weight for digit, weight in zip(digits[:17], ID_WEIGHTS, strict=True))
    return ID_CHECK[weighted % 11] == digits[-1].upper()


def is_card_number(number: str) -> bool:
    """Whether these 16 to 19 digits, blanks and hyphens aside, end in the right check digit (Luhn, GB/T
    17552).
    """
    digits = [int(digit) for digit in _digits(number)]
    if not 16 <= len(digits) <= 19:
        return False
    doubled = [sum(divmod(2 * digit, 10)) for digit in compress(reversed(digits), cycle((0, 1)))]
    return (sum(compress(reversed(digits), cycle((1, 0)))) + sum(doubled)) % 10 == 0


def _digits(number: str) -> str:
    """Without blanks and hyphens, full-width digits as ASCII ones."""
    return unicodedata.normalize("NFKC", re.sub(r"[ -]", "", number))


def _last(number: str, shown: int) -> str:
    return HIDDEN * max(0, len(number) - shown) + number[-shown:]
