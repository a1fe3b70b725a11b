"""Tables as spreadsheets save them on a bad day."""

from __future__ import annotations

import codecs

import pytest

from nodecluster.cohort.tables.csvfile import OverlongRow, read_csv, read_table
from nodecluster.errors import TableError


def table(tmp_path, content: str | bytes, name: str = "t.csv"):
    path = tmp_path / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8"))
    return path


def rows(path):
    return read_csv(path).to_numpy().tolist()


@pytest.mark.parametrize(
    "content",
    [
        "a,b\n1,x\n2,y\n",
        "a;b\r\n1;x\r\n2;y\r\n",  # a German Excel
        "a\tb\n1\tx\n2\ty",
        "\ufeffa;b\n1;x\n2;y\n",  # Excel's mark
        "sep=;\na;b\n1;x\n2;y\n",  # Excel's own line
        "a,b\r1,x\r2,y\r",  # an old Macintosh
        " a , b \n1 , x\n\u00a02,y \n",  # a space that is not a space
        "a,b\n1,x\n2,y\n\n,\n , \n",  # blank rows at the end
        "\n\na,b\n1,x\n\n2,y\n",
        "a,b,\n1,x,\n2,y,\n",  # an emptied column
        ",a,b\n0,1,x\n1,2,y\n",  # pandas' row numbers
        '"a","b"\n"1","x"\n"2","y"\n',
        codecs.BOM_UTF16_LE + "a\tb\r\n1\tx\r\n2\ty\r\n".encode("utf-16-le"),  # Excel's 'Unicode Text'
        codecs.BOM_UTF16_BE + "sep=;\na;b\n1;x\n2;y\n".encode("utf-16-be"),
    ],
)
def test_the_same_table_however_it_was_saved(tmp_path, content):
    frame = read_csv(table(tmp_path, content))
    assert list(frame.columns) == ["a", "b"]
    assert frame.to_numpy().tolist() == [["1", "x"], ["2", "y"]]


def test_cells_stay_the_text_that_was_typed(tmp_path):
    cells = ["007", "1e3", "NA", "true", "3,0", 'say "hi"', "Müller/Özil", "a, b"]
    quoted = ['"' + cell.replace('"', '""') + '"' for cell in cells]
    assert rows(table(tmp_path, "\n".join(["id;n", *(f"{cell};1" for cell in quoted)]))) == [[c, "1"] for c in cells]


def test_rows_are_numbered_as_the_spreadsheet_shows_them(tmp_path):
    # row 1 header, 2 blank, 3 'p', 4 only separators, 5 a cell of two lines, 6 'r'
    frame = read_csv(table(tmp_path, 'id,n\n\np,1\n,\n"q\nq",2\nr,3\n'))
    assert frame.index.tolist() == [3, 5, 6]


def test_a_short_row_is_filled_up(tmp_path):
    assert rows(table(tmp_path, "a,b,c\n1\n2,x\n")) == [["1", "", ""], ["2", "x", ""]]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("", "found nothing in it"),
        (" \n\n", "found nothing in it"),
        ("a,b\n", "found no row below the header"),
        ("a,b\n,\n", "found no row below the header"),
        ("a,b\n1,2\n1,2,3\n", "row 3 has 3 cells; expected 2"),
        ('a,b\n1,2\n3,"4\n5,6\n', "row 3 cannot be read (a quotation mark is opened and never closed)"),
        ("a,b,a\n1,2,3\n", "found the column 'a' twice"),
        ("a,b\n1,2\n1,M\xfcnchen\n".encode("cp1252"), "row 3 is not UTF-8 text"),
        ("a,b\n1,2\n".encode("utf-16-le"), "row 1 holds a NUL character"),
        ("a,b\n1,2\n".encode("utf-16")[:-1], "row 2 is not UTF-16 text"),
        ("a,b\n1\0,2\n", "row 2 holds a NUL character"),
        (b"PK\x03\x04rest of a workbook", "found a spreadsheet"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1rest of an old workbook", "found a spreadsheet"),
        (b"\x1f\x8b\x08\x00", "found a packed file"),
        ("a,b\n1," + "x" * 200_000 + "\n", "row 2 cannot be read"),
        (bytes(range(256)) * 4, "row "),
    ],
)
def test_what_cannot_be_read_is_one_line_with_the_file_and_a_remedy(tmp_path, content, words):
    path = table(tmp_path, content)
    with pytest.raises(TableError) as caught:
        read_csv(path)
    message = str(caught.value)
    assert message.startswith(f"{path}: ")
    assert words in message
    assert "\n" not in message
    assert any(verb in message for verb in ("ave it", "ave the table", "Put cells", "Rename", "Unpack"))


def test_rows_that_are_too_long_are_told_apart(tmp_path):
    # the second has separators at its end and nothing between them, as spreadsheets write
    found = read_table(table(tmp_path, "id;n\na;1\nb;2;;\n\nc;3;;x;y\n"))
    assert found.separator == ";"
    assert found.frame.to_numpy().tolist() == [["a", "1"], ["b", "2"], ["c", "3"]]
    assert found.overlong == (OverlongRow(5, 5, 2, "x"),)
    assert found.overlong[0].remedy == "Put cells that hold the separator into quotation marks ('x' is one too many)"


def test_decimal_commas_become_points_in_columns_of_numbers_alone(tmp_path):
    content = "id;size;note\n1,5;0,5;2,5\n2;-1,25E-05;x\n"
    assert read_csv(table(tmp_path, content), ("size", "other")).to_numpy().tolist() == [
        ["1,5", "0.5", "2,5"],
        ["2", "-1.25E-05", "x"],
    ]
    quoted = 'id,size\n1,"0,5"\n'
    assert read_csv(table(tmp_path, quoted), ("size",)).to_numpy().tolist() == [["1", "0,5"]]


def test_a_folder_a_workbook_and_a_missing_file(tmp_path):
    with pytest.raises(TableError, match="found a folder"):
        read_csv(tmp_path)
    with pytest.raises(TableError, match=r"found a spreadsheet.*CSV UTF-8"):
        read_csv(table(tmp_path, "", "patients.xlsx"))
    with pytest.raises(TableError, match=r"no such file \(there is 'Patients.CSV'\)"):
        read_csv(table(tmp_path, "", "Patients.CSV").with_name("patients.csv"))
    with pytest.raises(TableError, match="no such file; give"):
        read_csv(tmp_path / "nowhere" / "quite_another.csv")
