"""How files are spoilt: each function takes a source of chance and a file's bytes, and gives other bytes."""

from __future__ import annotations

import gzip
import random
import struct

NUMBERS = (0.0, -0.0, 1.0, -1.0, 0.5, 1e-3, 1e3, -1e6, 1e-40, 3e38, -3e38, float("nan"), float("inf"), float("-inf"))
SIGNALLING = 0x7FA00001
"""As a float, a NaN at which processors raise their flag."""
WHOLE = (
    SIGNALLING, 0, 1, -1, 2, 3, 4, 5, 7, 8, 16, 127, 128, 255, 256, 348, 540, 1024, 32767, -32768, 65535, 2**31 - 1,
    -(2**31),
)  # fmt: skip
WORDS = (
    "0", "-1", "1", "3", "nan", "inf", "-inf", "1e308", "1e-320", "99999999999999999999", "4294967296", "0x10", "",
    "none", "(0,0,0)", "(1,0)", "(nan,0,0)", "raw", "gzip", "ascii", "hex", "bzip2", "short", "double", "block",
    "unsigned char", "left-posterior-superior", "RAS", "scanner-xyz", "big", "little", "../../secret", "1,5", "²",
)  # fmt: skip
CELLS = (
    "", " ", "0", "1", "2", "-1", "3", "1.5", "1,5", "1.234,5", "1e400", "nan", "inf", "None", "cN0", "cN+", "cn+",
    "N0", "no", "..", "a/b", "a\\b", "/", "<b>x</b>", "'", '"', '""', "\t", ";", ",", "\r\n", "\x00", "\u202e",
    "Ä", "\ud7ff", "x" * 300, "=1+1", "0x10", "1_000", "٣", "1e3", "+3", "3.0", "A", "LN_1",
)  # fmt: skip


def binary(chance: random.Random, raw: bytes, header: int) -> bytes:
    """Spoil a file whose first ``header`` bytes are fields of 2, 4 or 8 bytes."""
    spoilt = bytearray(raw)
    for _ in range(chance.choice((1, 1, 1, 2, 4))):
        chance.choice((_bit, _field, _field, _field, _swap, _length))(chance, spoilt, header)
    return bytes(spoilt)


def _place(chance: random.Random, raw: bytearray, header: int, width: int) -> int:
    end = len(raw) if chance.random() < 0.05 else min(header, len(raw))
    return chance.randrange(max(1, end // width)) * width


def _bit(chance: random.Random, raw: bytearray, header: int) -> None:
    at = _place(chance, raw, header, 1)
    if at < len(raw):
        raw[at] ^= 1 << chance.randrange(8)


def _field(chance: random.Random, raw: bytearray, header: int) -> None:
    kind = chance.choice("hifdq")
    order = chance.choice("<<<>")
    width = struct.calcsize(kind)
    at = _place(chance, raw, header, width)
    if kind in "fd":
        value = chance.choice(NUMBERS) if chance.random() < 0.7 else chance.uniform(-500, 500)
    else:
        least, most = -(1 << 8 * width - 1), (1 << 8 * width - 1) - 1
        value = min(max(chance.choice(WHOLE), least), most)
    raw[at : at + width] = struct.pack(order + kind, value)


def _swap(chance: random.Random, raw: bytearray, header: int) -> None:
    one, other = (_place(chance, raw, header, 4) for _ in range(2))
    raw[one : one + 4], raw[other : other + 4] = raw[other : other + 4], raw[one : one + 4]


def _length(chance: random.Random, raw: bytearray, header: int) -> None:
    """Cut, lengthen, or shift by some bytes."""
    at = chance.randrange(len(raw) + 1) if chance.random() < 0.5 else min(header, len(raw))
    what = chance.randrange(4)
    if what == 0:
        del raw[at:]
    elif what == 1:
        raw += bytes(chance.choice((1, 8, 600, 5000)))
    elif what == 2:
        del raw[at : at + chance.randrange(1, 9)]
    else:
        raw[at:at] = chance.randbytes(chance.randrange(1, 9))


def packed(chance: random.Random, raw: bytes) -> bytes:
    """Pack a file by gzip, and now and then spoil what comes of it."""
    small = gzip.compress(raw, 1, mtime=0)
    what = chance.randrange(12)
    if what == 0:
        return small[: chance.randrange(len(small))]
    if what == 1:
        return binary(chance, small, len(small))
    if what == 2:
        return small + gzip.compress(bytes(chance.choice((1, 100, 10**6))))
    return small


def header_text(chance: random.Random, raw: bytes) -> bytes:
    """Spoil a header of lines, ``name: value`` or ``name:=value``, that ends with an empty line."""
    head, gap, body = raw.partition(b"\n\n")
    lines = head.decode("latin-1").split("\n")
    for _ in range(chance.choice((1, 1, 2, 3))):
        _line(chance, lines)
    spoilt = "\n".join(lines).encode("latin-1", "replace") + gap + body
    return binary(chance, spoilt, len(head)) if chance.random() < 0.25 else spoilt


def _line(chance: random.Random, lines: list[str]) -> None:
    at = chance.randrange(len(lines))
    what = chance.randrange(6)
    if what == 0:
        del lines[at]
        lines or lines.append("")
    elif what == 1:
        lines.insert(chance.randrange(len(lines) + 1), lines[at])
    elif what == 2:
        other = chance.randrange(len(lines))
        lines[at], lines[other] = lines[other], lines[at]
    else:
        mark = ":=" if ":=" in lines[at] else ":"
        name, colon, value = lines[at].partition(mark)
        words = value.split(" ")
        words[chance.randrange(len(words))] = chance.choice(WORDS)
        lines[at] = name + colon + (" ".join(words) if what < 5 else chance.choice(WORDS))


def table(chance: random.Random, raw: bytes) -> bytes:
    """Spoil a table of text: cells, rows, separators, encodings, and single bytes."""
    rows = [line.split(",") for line in raw.decode().splitlines()]
    for _ in range(chance.choice((1, 1, 2, 4))):
        _cells(chance, rows)
    mark = chance.choice((",",) * 6 + (";", "\t", "|"))
    text = chance.choice(("\n", "\n", "\r\n")).join(mark.join(row) for row in rows) + "\n"
    coding = chance.choice(("utf-8",) * 6 + ("utf-8-sig", "utf-16", "utf-16-le", "latin-1"))
    spoilt = text.encode(coding, "replace")
    return binary(chance, spoilt, len(spoilt)) if chance.random() < 0.15 else spoilt


def _cells(chance: random.Random, rows: list[list[str]]) -> None:
    at = chance.randrange(len(rows))
    what = chance.randrange(8)
    if what == 0:
        del rows[at]
        rows or rows.append([""])
    elif what == 1:
        rows.insert(at, list(rows[chance.randrange(len(rows))]))
    elif what == 2 and rows[at]:
        del rows[at][chance.randrange(len(rows[at]))]
    elif what == 3:
        rows[at].append(chance.choice(CELLS))
    elif rows[at]:
        rows[at][chance.randrange(len(rows[at]))] = chance.choice(CELLS)
