"""What the system or a damaged file did to a reader, said in one way whatever the format."""

from __future__ import annotations

import errno
from pathlib import Path

from nodecluster.errors import NodeError

DAMAGED = "The file is damaged or incomplete; copy or export it again"


def damaged(path: Path, found: str = "it is cut short or damaged") -> NodeError:
    """Return the failure of a file that cannot be read to its end, or whose content makes no sense.

    Parameters
    ----------
    path : of the file.
    found : what is wrong with it, as a clause.
    """
    return NodeError("reading", f"{path.name} cannot be read: {found}", DAMAGED)


def empty(path: Path) -> NodeError:
    """Return the failure of a file without content."""
    return NodeError("reading", f"{path.name} is empty (0 bytes)", DAMAGED)


def not_a_file(path: Path, found: str) -> NodeError:
    """Return the failure of what is no file, where one is needed; ``found`` is what it is, as a predicate."""
    return NodeError("reading", f"{path.name} {found}", f"Put the file itself in the place of {path.name}")


def from_os_error(path: Path, error: OSError) -> NodeError:
    """Return the failure of a file or folder that the system did not give, or not to its end.

    Parameters
    ----------
    path : of what was to be read.
    error : as the system raised it.
    """
    if isinstance(error, IsADirectoryError):
        return not_a_file(path, "is a folder, not a file")
    if error.errno == errno.ELOOP:
        return not_a_file(path, "is a link that leads back to itself, so there is no file to read")
    if isinstance(error, FileNotFoundError):
        found, remedy = "does not exist", "Check the path in patients.csv, or put back what was moved or deleted"
    elif isinstance(error, PermissionError):
        found, remedy = "may not be read", f"Give yourself the right to read {path.name}"
    else:
        found = f"cannot be read ({error.strerror or 'input/output error'})"
        remedy = f"Check the disk or the network, or copy {path.name} again"
    return NodeError("reading", f"{path.name} {found}", remedy)
