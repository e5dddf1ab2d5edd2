"""What spreadsheets and official files do to a cell, recognised and explained; nothing is repaired.

Each function returns (what happened, what to write instead), or None when the text shows no known damage.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable

from sim.core.columns import GRADES

Found = tuple[str, str]
LONGEST_LOOKED_AT = 80
"""Characters of a cell in which damage is looked for."""

_MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|sept|oct|nov|dec)"
_DATE = re.compile(
    rf"{_MONTH}[- /]\d{{1,4}}|\d{{1,2}}[- /.]{_MONTH}(?:[- /.]\d{{2,4}})?"
    r"|\d{1,2}/\d{1,2}(?:/\d{2,4})?|\d{1,2}-\d{1,2}-\d{2,4}|\d{1,2}\.\d{1,2}\.(?:\d{2,4})?"
    r"|\d{4}-\d{2}-\d{2}(?:[T ][\d:.]+)?",
    re.IGNORECASE,
)
_SCIENTIFIC = re.compile(r"\d(?:[.,]\d+)?[eE]\+?\d{1,3}")
_SHEET_ERROR = re.compile(r"#(?:N/A|REF!|VALUE!|DIV/0!|NAME\?|NUM!|NULL!|#+)", re.IGNORECASE)
_MISSING = re.compile(
    r"n/?a|n\.a\.?|none|null|nan|unknown|suppressed|masked|withheld|not (?:reported|available|applicable)"
    r"|ps|is|ds|tfs|[sdxzn]|-+|–|—|\.+|\*+|\?+|[†‡#^~]+|[<>≤≥]\s*\d+\s*%?|n\s*<\s*\d+|[gl][et]\d+"
    r"|\((?:s|d|x|z|n|na)\)|(?:fewer|less|more) than \d+|\d+ or (?:fewer|less|more)|\d+\s*\+",
    re.IGNORECASE,
)
_RANGE = re.compile(r"(\d{1,7})\s*(?:-|–|to)\s*(\d{1,7})\s*%?", re.IGNORECASE)
_FOOT_NOTE = re.compile(r"([0-9]{1,9})\s*(?:[*†‡#^]+|[¹²³⁴-⁹]+|\[\d\]|\([a-z]\))")
_MONTH_OF_YEAR = re.compile(rf"{_MONTH}[a-z]*\.?[- /]\d{{4}}", re.IGNORECASE)
_THOUSANDS = re.compile(r"(\d{1,3}(?:([,.'’ \u00a0\u202f])\d{3})(?:\2\d{3})*)(?:[.,]0+)?")
_SEPARATORS = str.maketrans("", "", ",.'’ \u00a0\u202f")

_UNSEEN = ("Cf", "Zs", "Cc")
"""Categories of signs that show nothing: marks of format and direction, blanks, control characters."""
MISSING_HINT = "write an estimate, name it under 'filled' or 'judged' (or in the note), and add a gap"


def unseen(cell: str) -> Found | None:
    """A sign within a cell that shows nothing, such as a zero-width space or a mark of direction."""
    odd = next((sign for sign in cell if sign != " " and unicodedata.category(sign) in _UNSEEN), None)
    if odd is None:
        return None
    name = unicodedata.name(odd, "control character").lower()
    plain = "".join(sign for sign in cell[:40] if sign == " " or unicodedata.category(sign) not in _UNSEEN)
    what = f"it holds a sign that cannot be seen (U+{ord(odd):04X}, {name})"
    return what, f"empty the cell and type it anew: {plain.strip()}"


def damage(cell: str) -> Found | None:
    """Damage that no cell may have: a date, an error, a shortened number, a mark for text, an unseen sign."""
    if len(cell) > LONGEST_LOOKED_AT:
        return None
    if not _THOUSANDS.fullmatch(cell) and (found := unseen(cell)):
        return found
    if _SHEET_ERROR.fullmatch(cell):
        return "an error of the spreadsheet", "mend the formula in the spreadsheet and save again"
    if _MONTH_OF_YEAR.fullmatch(cell):
        return "it is a month, not a number, a code or a school year", "write the school year as 2023-24"
    if _DATE.fullmatch(cell):
        mend = "format the column as text before typing, then write what it was"
        return "the spreadsheet made a date of it", mend
    if _SCIENTIFIC.fullmatch(cell):
        return "the spreadsheet shortened a long number", "format the column as text and type it in full"
    if re.fullmatch(r"[0-9]+[.,]0+", cell):
        whole = re.split("[.,]", cell)[0]
        return "the spreadsheet added decimals", f"write {whole} (with its leading zeros, if it had any)"
    if re.fullmatch(r"'.*|=\".*\"", cell):
        return "it has the spreadsheet's mark for text", 'leave the apostrophe or ="…" out'
    return None


def damaged_number(cell: str, largest: int) -> Found | None:
    """Why a text is no whole number from 0 to ``largest``."""
    cell = cell[:LONGEST_LOOKED_AT]
    return damage_but_decimals(cell) or _first(cell, _NUMBER_CASES) or _too_large(cell, largest)


def damaged_share(cell: str) -> Found | None:
    """Why a text is no number between 0 and 1."""
    cell = cell[:LONGEST_LOOKED_AT]
    if found := re.fullmatch(r"([0-9]{1,3}(?:[.,][0-9]+)?)\s*%", cell):
        return "a share is written without a percent sign", f"write {_point(found[1]) / 100:.6g}"
    if re.fullmatch(r"[01]?,[0-9]{1,9}", cell):
        return "it has a decimal comma", f"write {_point(cell):.9g}, with a point"
    if re.fullmatch(r"[0-9]{1,3}(?:\.[0-9]+)?", cell) and 1 < float(cell) <= 100:
        return "it is above 1", f"if {cell} % is meant, write {float(cell) / 100:.6g}"
    if found := _RANGE.fullmatch(cell):
        middle = f"its middle as a share, {(int(found[1]) + int(found[2])) / 200:g}"
        return "it is a range", f"write {middle} if percent is meant, name it under judged, and add a gap"
    if re.fullmatch(r"-[0-9.]+", cell):
        return "it is below 0", "an unknown share is judged, between 0 and 1, and named in a gap"
    return damage(cell) or _first(cell, _NUMBER_CASES[:1])


def damaged_grade(cell: str) -> Found | None:
    """Why a text is no grade from K to 12."""
    cell = cell[:LONGEST_LOOKED_AT]
    plain = re.sub(r"^(grade|gr\.?|g)\s*|(st|nd|rd|th)?\s*(grade)?$|\.0$", "", cell.lower()).lstrip("0 ")
    if plain in ("pk", "pre-k", "pre-kindergarten", "prekindergarten", "prek", "ug", "ungraded"):
        mend = "write K for the lowest grade, and leave these pupils out"
        return "only kindergarten to grade 12 is in the model", mend
    if plain in ("kg", "k", "kindergarten") or cell == "0":
        return "kindergarten has a letter of its own", "write K"
    if plain in GRADES:
        return "a grade is written as a number alone", f"write {plain}"
    return damage(cell)


def damage_but_decimals(cell: str) -> Found | None:
    """As :func:`damage`, with words for a number instead of a code where decimals were added."""
    if found := re.fullmatch(r"([0-9]{1,9})[.,]0+", cell):
        if re.fullmatch(r"[0-9]{1,3}[.,]000", cell):
            return "it has thousands separators or decimals", f"write {found[1]}000 or {found[1]}"
        return "it has decimals", f"write {found[1]}"
    return damage(cell)


def _point(number: str) -> float:
    return float(number.replace(",", "."))


def _first(cell: str, cases: list[tuple[re.Pattern, str, Callable[[re.Match], str]]]) -> Found | None:
    """The first case whose pattern is the whole cell."""
    for pattern, what, mend in cases:
        if found := pattern.fullmatch(cell):
            return what, mend(found)
    return None


def _too_large(cell: str, largest: int) -> Found | None:
    if re.fullmatch(r"[0-9]+", cell):
        return f"it is larger than {largest:,}", "check the number"
    return None


_NUMBER_CASES: list[tuple[re.Pattern, str, Callable[[re.Match], str]]] = [
    (_MISSING, "it stands for a number that is not published", lambda found: MISSING_HINT),
    (
        _RANGE,
        "it is a range, which stands for a number that is not published",
        lambda found: f"its middle is {(int(found[1]) + int(found[2])) // 2}; {MISSING_HINT}",
    ),
    (
        _FOOT_NOTE,
        "it has the mark of a foot note",
        lambda found: f"write {found[1]}, and what the foot note says in the note",
    ),
    (_THOUSANDS, "it has thousands separators", lambda found: f"write {found[1].translate(_SEPARATORS)}"),
    (re.compile(r"[0-9.,]+\s*%"), "it is a percentage", lambda found: "write the number of persons or jobs"),
    (
        re.compile(r"(?:USD|[$€£])\s*([0-9][0-9,.]*)(?:\s*USD)?"),
        "it has a sign of money",
        lambda found: f"write {found[1].split('.')[0].replace(',', '')}",
    ),
    (
        re.compile(r"-\s*[0-9]+|\([0-9]+\)"),
        "it is below 0",
        lambda found: f"in official files numbers below 0 stand for missing; {MISSING_HINT}",
    ),
    (re.compile(r"[0-9]+[.,][0-9]+"), "it has decimals", lambda found: "write a whole number"),
    (
        re.compile(r"([0-9]{1,9})\s*[A-Za-z]{2,20}"),
        "it has words beside the number",
        lambda found: f"write the digits only: {found[1]}",
    ),
]
