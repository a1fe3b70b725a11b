"""Parquet tables of ours with columns of fixed kinds: the same bytes for the same rows, and strictly read back."""

from __future__ import annotations

import io
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

Row = dict[str, Any]


def to_bytes(rows: Sequence[Row], schema: pa.Schema) -> bytes:
    """Return rows as a Parquet table, in their order."""
    file = io.BytesIO()
    pq.write_table(pa.Table.from_pylist(list(rows), schema=schema), file, compression="zstd")
    return file.getvalue()


def read_rows(path: Path, schema: pa.Schema) -> list[Row]:
    """Read a table back; of none there are no rows.

    Raises
    ------
    ValueError
        the file is no Parquet table, or its columns are not those of the schema, or a cell is empty.
    """
    if not path.is_file():
        return []
    try:
        with path.open("rb") as file:  # not by the path, which Arrow takes for UTF-8
            table = pq.read_table(file)
            rows = table.to_pylist()
    except (OSError, ValueError, pa.ArrowException) as error:
        raise ValueError(f"{path.name} is no Parquet table") from error
    if not table.schema.equals(schema):
        found = ", ".join(map(str, table.schema.names))
        raise ValueError(f"{path.name} has the columns {found}; expected {', '.join(schema.names)}, of our kinds")
    if any(column.null_count for column in table.columns):
        raise ValueError(f"{path.name} has an empty cell")
    return [dict(row) for row in rows]
