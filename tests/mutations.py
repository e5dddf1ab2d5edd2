"""Seeded damage to the files of a study: bytes, lines, keys, values, cells, columns, encodings.

Every mutation is a function of its random numbers and the content, so that a number names a file for ever.
"""

# ruff: noqa: E501 - lists of words
from __future__ import annotations

import csv
import io
import random
import re
from collections.abc import Callable
from pathlib import Path

TOKENS = (
    "null", "~", "true", "-1", "0", "1e308", "-1e308", ".nan", ".inf", "-.inf", "[]", "{}", "&a ", "*a", "!!map ",
    "---\n", "? ", ": ", "- ", "\t", "#", "'", '"', "%", "~normal(0, 1)", "~uniform(2, 1)", "~lognormal(300, 40)",
    "2026-28", "1999-00", "9999-00", "K-13", "12-K", "9" * 40, "{" * 25, "\ue000", "\x00", "../..", "é",
    "\u2028", "\u202e", "\U0001f600", "١٢", "１２", "1,000", "1_000_000", "extends: baseline.yaml\n", "<<: ", "|\n",
    ">\n", "sweep:\n  seed: [1]\n", " %", " USD", " per year", "=1+1", "\\", "\ufeff",
)  # fmt: skip
NUMBERS = (
    "0", "-0", "-1", "1", "0.5", "1e-308", "1e308", "1e309", "-1e12", ".nan", ".inf", "9" * 19, "9" * 400,
    "2147483648", "4294967296", "1.0000001", "0.999", "١٢", "1e6", "100", "37", "120 %", "100 %", "0 %", "-5 %",
)  # fmt: skip
VALUES: tuple[object, ...] = (
    None, True, False, 0, -1, 2**70, 1.5, float("nan"), float("inf"), "", " ", "x", "K-12", "2030-31", "50 %",
    "~uniform(0, 1)", [], {}, [None], [[[]]], {"a": {"b": {"c": 1}}}, "a" * 3000, [1] * 300, "\u202e", "1e400",
)  # fmt: skip
NUMBER = re.compile(r"-?\d[\d_.]*(?:e\d+)?")
DISTRIBUTIONS = (
    "~normal(N, N)", "~normal(N, 0)", "~uniform(0, N)", "~uniform(N, N)", "~uniform(-N, N)", "~lognormal(5, 3)",
    "~beta(N, 1)", "~beta(0.5, 0.5)", "~triangular(0, N, N)", "~triangular(N, 0, N)", "~normal(.nan, N)",
    "~uniform(0, 1e308)", "~cauchy(0, N)", "~normal(N)", "~lognormal(N, N)",
)  # fmt: skip
KEY = re.compile(r"^[ -]*([A-Za-z_]\w*):", re.M)
ENCODINGS = ("utf-16", "utf-32", "utf-8-sig", "latin-1", "cp1252", "utf-7")

Random = random.Random


def mutate_text(rng: Random, content: bytes) -> bytes:
    """A text file after one to four edits."""
    for _ in range(rng.choice((1, 1, 1, 2, 4))):
        content = rng.choice(TEXT_EDITS)(rng, content)
    return content


def mutate_tree(rng: Random, content: bytes, others: list[object]) -> bytes:
    """A YAML file with values of its tree changed, moved, doubled or deleted; ``others`` lends values."""
    from ruamel.yaml import YAML

    yaml = YAML(typ="safe", pure=True)
    data = yaml.load(content.decode())
    for _ in range(rng.choice((1, 1, 2, 3))):
        _edit_tree(rng, data, others)
    out = io.StringIO()
    yaml.dump(data, out)
    return out.getvalue().encode("utf-8", "surrogatepass")


def values_of(data: object) -> list[object]:
    """Every value of a tree, however deep."""
    below = data.values() if isinstance(data, dict) else data if isinstance(data, list) else ()
    return [data, *(value for one in below for value in values_of(one))]


def mutate_table(rng: Random, content: bytes) -> bytes:
    """A CSV table with cells, rows or columns changed, or written in another way."""
    rows = [list(row) for row in csv.reader(io.StringIO(content.decode()))]
    for _ in range(rng.choice((1, 1, 2, 4))):
        rng.choice(TABLE_EDITS)(rng, rows)
    out = io.StringIO()
    ways = ({}, {}, {}, {"delimiter": ";"}, {"delimiter": "\t"}, {"quoting": csv.QUOTE_ALL})
    csv.writer(out, lineterminator=rng.choice(("\n", "\r\n")), **rng.choice(ways)).writerows(rows)
    written = out.getvalue()
    return written.encode(rng.choice(ENCODINGS), "replace") if rng.random() < 0.05 else written.encode()


def mutate_region(rng: Random, folder: Path) -> None:
    """One or two files of a region's folder, damaged where they stand."""
    names = ("region.yaml", "region.yaml", "schools.csv", "employers.csv", "providers.csv", "zones.csv")
    for name in {rng.choice(names) for _ in range(rng.choice((1, 1, 2)))}:
        path = folder / name
        content = path.read_bytes()
        if name.endswith(".csv") and rng.random() < 0.8:
            changed = mutate_table(rng, content)
        elif name.endswith(".yaml") and rng.random() < 0.6:
            changed = mutate_tree(rng, content, [])
        else:
            changed = mutate_text(rng, content)
        path.write_bytes(changed)


def _flip(rng: Random, content: bytes) -> bytes:
    at = rng.randrange(len(content) + 1)
    return content[:at] + bytes([rng.randrange(256)]) + content[at + 1 :]


def _insert(rng: Random, content: bytes) -> bytes:
    at = rng.randrange(len(content) + 1)
    return content[:at] + rng.choice(TOKENS).encode() + content[at:]


def _delete(rng: Random, content: bytes) -> bytes:
    at = rng.randrange(len(content) + 1)
    return content[:at] + content[at + rng.randrange(1, 40) :]


def _cut(rng: Random, content: bytes) -> bytes:
    return content[: rng.randrange(len(content) + 1)]


def _lines(change: Callable[[Random, list[bytes], int], None]) -> Callable[[Random, bytes], bytes]:
    """An edit of lines, one of them by number."""

    def edit(rng: Random, content: bytes) -> bytes:
        lines = content.splitlines(keepends=True)
        if lines:
            change(rng, lines, rng.randrange(len(lines)))
        return b"".join(lines)

    return edit


def _swap(rng: Random, lines: list[bytes], row: int) -> None:
    other = rng.randrange(len(lines))
    lines[row], lines[other] = lines[other], lines[row]


def _indent(rng: Random, lines: list[bytes], row: int) -> None:
    lines[row] = b" " * rng.randrange(1, 7) + lines[row] if rng.random() < 0.6 else lines[row].lstrip()


def _number(rng: Random, content: bytes) -> bytes:
    """One number of the file replaced by one that is extreme, odd or none."""
    text = content.decode("utf-8", "replace")
    found = list(NUMBER.finditer(text))
    if not found:
        return content
    one = rng.choice(found)
    return (text[: one.start()] + rng.choice(NUMBERS) + text[one.end() :]).encode("utf-8", "replace")


def _spread(rng: Random, content: bytes) -> bytes:
    """One number of the file replaced by a distribution, sound or not."""
    text = content.decode("utf-8", "replace")
    found = list(NUMBER.finditer(text))
    if not found:
        return content
    one = rng.choice(found)
    new = rng.choice(DISTRIBUTIONS).replace("N", one[0])
    return (text[: one.start()] + new + text[one.end() :]).encode("utf-8", "replace")


def _misspell(rng: Random, content: bytes) -> bytes:
    """A key with a letter missing, doubled, or in capitals; or another key of the file."""
    text = content.decode("utf-8", "replace")
    found = list(KEY.finditer(text))
    if not found:
        return content
    one, at = rng.choice(found), rng.randrange(len(found))
    word = one[1]
    place = at % len(word)
    new = rng.choice(
        (word[:place] + word[place + 1 :], word[:place] + word[place:] * 2, word.upper(), found[at][1])
    )
    return (text[: one.start(1)] + new + text[one.end(1) :]).encode("utf-8", "replace")


def _nest(rng: Random, content: bytes) -> bytes:
    deep = rng.choice((5, 30, 200, 2000))
    return content + b"\ndeep: " + rng.choice((b"[", b"{a: ")) * deep


def _recode(rng: Random, content: bytes) -> bytes:
    return content.decode("utf-8", "replace").encode(rng.choice(ENCODINGS), "replace")


TEXT_EDITS: tuple[Callable[[Random, bytes], bytes], ...] = (
    _flip, _insert, _insert, _delete, _cut, _number, _number, _number, _spread, _spread, _misspell, _misspell, _nest, _recode,
    _lines(lambda rng, lines, row: lines.insert(row, lines[row])),
    _lines(lambda rng, lines, row: lines.pop(row) and None),
    _lines(_swap), _lines(_indent),
)  # fmt: skip


def _edit_tree(rng: Random, data: object, others: list[object]) -> None:
    """Change one entry of a map or list anywhere in the tree."""
    holders = [one for one in values_of(data) if isinstance(one, dict | list) and one]
    if not holders:
        return
    holder = rng.choice(holders)
    key = rng.choice(list(holder) if isinstance(holder, dict) else range(len(holder)))
    match rng.randrange(5):
        case 0 | 1:
            holder[key] = rng.choice(VALUES)
        case 2 if others:
            holder[key] = rng.choice(others)
        case 3 if isinstance(holder, dict):
            holder[f"{key}{rng.choice(('s', '_', '2', ' '))}"] = holder.pop(key)
        case _:
            holder.pop(key)


def _cell(rng: Random, rows: list[list[str]]) -> None:
    row = rng.choice(rows)
    if row:
        value = rng.choice(
            (*NUMBERS, *TOKENS, "", "-1", "1.5", "0", "=A1", "12,5", rng.choice(rng.choice(rows) or [""]))
        )
        row[rng.randrange(len(row))] = value


def _column(rng: Random, rows: list[list[str]]) -> None:
    """A column deleted, doubled, moved, or with another name."""
    at, kind = rng.randrange(len(rows[0]) or 1), rng.randrange(4)
    for row in rows:
        if at < len(row):
            match kind:
                case 0:
                    row.pop(at)
                case 1:
                    row.insert(at, row[at])
                case 2:
                    row.append(row.pop(at))
    if kind == 3 and at < len(rows[0]):
        rows[0][at] += rng.choice(("s", " ", "_", "\ufeff"))


def _row(rng: Random, rows: list[list[str]]) -> None:
    """A row deleted, doubled, cut or moved."""
    at = rng.randrange(len(rows))
    match rng.randrange(4):
        case 0 if len(rows) > 1:
            rows.pop(at)
        case 1:
            rows.insert(at, list(rows[at]))
        case 2:
            rows[at] = rows[at][: rng.randrange(len(rows[at]) + 1)]
        case _:
            rows.append(rows.pop(at))


TABLE_EDITS: tuple[Callable[[Random, list[list[str]]], None], ...] = (
    _cell,
    _cell,
    _cell,
    _cell,
    _column,
    _row,
)
