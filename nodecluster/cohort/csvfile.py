"""Tables as analysts save them: comma, semicolon or tab, with or without Excel's mark, every cell as text first."""

from __future__ import annotations

import io
from pathlib import Path

import pandas as pd

from nodecluster.errors import TableError


def read_csv(path: Path) -> pd.DataFrame:
    """Read a table of text cells, trimmed; the separator is the one that the first line has most of.

    Raises
    ------
    TableError
        the file is missing, is not UTF-8 text, has no row, or has rows of unequal length or columns of one name.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError as error:
        raise TableError(f"{path}: no such file; give the path of a table or of a folder with patients.csv") from error
    except UnicodeDecodeError as error:
        raise TableError(f"{path}: not UTF-8 text; save it from the spreadsheet as 'CSV UTF-8'") from error
    except OSError as error:
        raise TableError(f"{path}: cannot be read ({error.strerror}); check the path and your rights") from error
    first = text.split("\n", 1)[0]
    separator = max(",;\t", key=first.count)
    try:
        frame = pd.read_csv(io.StringIO(text), sep=separator, dtype=str, keep_default_na=False, index_col=False,
                            on_bad_lines="error", skip_blank_lines=True)  # fmt: skip
    except (pd.errors.ParserError, pd.errors.ParserWarning, pd.errors.EmptyDataError, ValueError) as error:
        raise TableError(f"{path}: not a table of equal rows ({error}); save it again as CSV") from error
    names = [name.strip() for name in first.strip("\r\n").split(separator)]
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise TableError(f"{path}: found the column '{twice[0]}' twice; expected each once. Rename or remove one")
    frame.columns = pd.Index([str(name).strip() for name in frame.columns])
    if frame.empty:
        raise TableError(f"{path}: found no row below the header; expected at least one")
    trimmed: pd.DataFrame = frame.apply(lambda column: column.str.strip())
    return trimmed
