"""Numbers as people write them: "3", "4,8", "1 1/2", "1½", "half a", "three", "two and a half"."""

import re

WORDS = {
    "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8,
    "nine": 9, "ten": 10, "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14,
    "fifteen": 15, "sixteen": 16, "seventeen": 17, "eighteen": 18, "nineteen": 19, "twenty": 20,
    "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60,
}  # fmt: skip
_PARTS = {"half": 1 / 2, "third": 1 / 3, "quarter": 1 / 4}
_VULGAR = {
    "½": "1/2", "⅓": "1/3", "⅔": "2/3", "¼": "1/4", "¾": "3/4",
    "⅕": "1/5", "⅖": "2/5", "⅗": "3/5", "⅘": "4/5", "⅛": "1/8", "⅜": "3/8", "⅝": "5/8", "⅞": "7/8",
}  # fmt: skip

_DECIMAL = re.compile(r"(?:[0-9]+|(?=[.,]))(?:[.,]([0-9]+))?")
_FRACTION = re.compile(r"(?:([0-9]+)[ -])?([0-9]+)[/\u2044]([0-9]+)")
_PART = re.compile(
    r"(?:(?P<whole>[0-9]+|[a-z]+) and )?(?:(?P<times>a|an|[a-z]+) )?(?P<part>half|third|quarter)s?"
)


def spell_out(text: str) -> str:
    """`text` with ½ and its kin as 1/2, set off by a blank; the rest as it was."""
    for sign, fraction in () if text.isascii() else _VULGAR.items():
        text = text.replace(sign, f" {fraction}")
    return text.strip()


def parse_amount(text: str) -> float | None:
    """The number, 0 or more, that the whole of `text` (in lower case) says; None without one.

    A comma before exactly three digits could be a thousands separator and is not read.
    """
    text = re.sub(r"(?<=[0-9a-z])(?: of)?(?: an?)?$", "", spell_out(text))
    if text in ("a", "an"):
        return 1.0
    if text in WORDS:
        return float(WORDS[text])
    tens, _, ones = text.partition(" ")
    if WORDS.get(tens, 0) >= 20 and 1 <= WORDS.get(ones, 0) <= 9:
        return float(WORDS[tens] + WORDS[ones])
    for reader in (_decimal, _fraction, _part):
        amount = reader(text)
        if amount is not None:
            return amount
    return None


def _decimal(text: str) -> float | None:
    found = _DECIMAL.fullmatch(text)
    if not found or ("," in text and len(found[1]) == 3):
        return None
    return float(text.replace(",", "."))


def _fraction(text: str) -> float | None:
    found = _FRACTION.fullmatch(text)
    if not found or int(found[3]) == 0:
        return None
    return int(found[1] or 0) + int(found[2]) / int(found[3])


def _part(text: str) -> float | None:
    found = _PART.fullmatch(text)
    if not found:
        return None
    whole, times = _count(found["whole"], none=0), _count(found["times"], none=1)
    if whole is None or times is None:
        return None
    return whole + times * _PARTS[found["part"]]


def _count(text: str | None, *, none: int) -> int | None:
    if text is None:
        return none
    if text in ("a", "an"):
        return 1
    return int(text) if text.isdigit() else WORDS.get(text)
