"""3D Slicer's colour tables beside labelmaps: names for values, and never a wrong one."""

from __future__ import annotations

import time

import numpy as np
import pytest

from nodecluster.cohort.masks.colour_table import colour_table, read_colours
from nodecluster.cohort.masks.find import MaskFile, find_masks, problems_of
from nodecluster.cohort.masks.read import read_masks
from nodecluster.errors import NodeError
from tests.cohort.images.samples import CT, ELSEWHERE, SIZE, save_itk, save_nifti

PLAIN = """# Color table file D:/x/Segmentation-label_ColorTable.ctbl
# 4 values
0 Background 0 0 0 0
1 LN_1 128 174 128 255
3 left_node 241 214 145 255 and what follows

4 (none) 0 0 0 0
"""
COMMAS = """LabelValue,Name,Color_R,Color_G,Color_B,Color_A,Type_CodeMeaning
1,LN_1,128,174,128,255,Lymph node
3,"left node, upper",241,214,145,255,
4,,0,0,0,255,
"""


def labels(*found: int) -> np.ndarray:
    voxels = np.zeros(SIZE, "uint8")
    for number, value in enumerate(found):
        voxels[2 * number : 2 * number + 2, 3:6, 4:7] = value
    return voxels


def nodes(path, **options):
    return list(read_masks([MaskFile(path, None, **options)], CT))


@pytest.mark.parametrize("save", [(save_nifti, ".nii.gz"), (save_itk, ".nrrd"), (save_itk, ".seg.nrrd")])
@pytest.mark.parametrize(
    ("table", "text", "name"),
    [
        ("l_ColorTable.ctbl", PLAIN, "left_node"),
        ("l_ColorTable.txt", PLAIN, "left_node"),
        ("l.ctbl", PLAIN, "left_node"),
        ("l_ColorTable.csv", COMMAS, "left node, upper"),
        ("l.csv", COMMAS, "left node, upper"),
        ("l.csv", "\ufeff" + COMMAS.replace(",", ";").replace("node; upper", "node, upper"), "left node, upper"),
    ],
)
def test_names_become_ids(tmp_path, save, table, text, name):
    path = save[0](tmp_path / f"l{save[1]}", labels(1, 3, 4))
    (tmp_path / table).write_text(text, encoding="utf-8")
    found = nodes(path)
    assert [node.node_id for node in found] == ["LN_1", name, "4"], "a value without a name keeps its value"
    assert [node.remark for node in found] == ["", "", f"the colour table {table} has no name for the value 4"]
    assert [np.count_nonzero(node.mask.voxels) for node in found] == [18, 18, 18]


def test_a_table_as_excel_saves_it(tmp_path):
    path = save_nifti(tmp_path / "l.nii", labels(1, 3))
    (tmp_path / "l_ColorTable.csv").write_text("Name\tLabelValue\nä\t1\nb\t3\n", encoding="utf-16")
    assert [node.node_id for node in nodes(path)] == ["ä", "b"]


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("1 left node 1 2 3 255", "left node"),
        ("1 node 3 10 20 30 255", "node 3"),
        ("1 7 10 20 30 255", "7"),
        ("  1\tnode\t1 2 3", "node"),
        ("1 'node' 216.5 1e-05 0 255", "node"),
        ("1 größe 1 2 3 255\r", "größe"),
        ('1 "LN A" 1 2 3 255', "LN A"),
        ('1 "LN 4" 241 214 145', "LN 4"),
        ('1 "LN" 4 5 6 7', "LN"),
        ("1 ' LN ' 1 2 3 255", "LN"),
        ("1 LN' 1 2 3 255", "LN'"),
        ("1 ' 1 2 3 255", "'"),
        ("1 LN 4 241 214 255", "LN"),
        ("1 LN 1 2 3 255.0", "LN"),
    ],
)
def test_lines_written_by_hand(tmp_path, line, name):
    path = tmp_path / "l.ctbl"
    path.write_text(line + "\n", encoding="utf-8", newline="")
    assert read_colours(path) == {1: (name,)}


@pytest.mark.parametrize("text", ["1 LN 4 241 214 145", "1 LN 4 241 214 255\n2 other 1 2 3", "1 LN 4 255 0 0 red"])
def test_a_line_that_can_be_read_in_two_ways_names_nobody(tmp_path, text):
    path = save_nifti(tmp_path / "l.nii", labels(1))
    (tmp_path / "l.ctbl").write_text(text)
    assert read_colours(tmp_path / "l.ctbl")[1] == ("LN", "LN 4")
    (node,) = nodes(path)
    assert node.failure.reason == "the colour table l.ctbl names the value 1 both 'LN' and 'LN 4'"
    assert node.failure.remedy.endswith("and after it red, green, blue and 255")


def test_a_value_without_a_name_has_one_reading(tmp_path):
    (tmp_path / "l.ctbl").write_text("1 (none) 0 0 0 0\n0 LN 4 1 2 3\n2 a 1 2 3 255")
    assert read_colours(tmp_path / "l.ctbl") == {2: ("a",)}


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize(("table", "text"), [("l.ctbl", PLAIN), ("l.csv", COMMAS), ("l_ColorTable.csv", COMMAS)])
def test_lines_may_end_as_on_any_system(tmp_path, end, table, text):
    path = save_nifti(tmp_path / "l.nii", labels(1, 3))
    (tmp_path / table).write_text(text.replace("\n", end), newline="")
    assert [node.node_id for node in nodes(path)] == ["LN_1", "left node, upper" if "csv" in table else "left_node"]


@pytest.mark.parametrize("table", ["l.csv", "l_ColorTable.csv"])
@pytest.mark.parametrize(
    "top", ["\n", " ,\n\n", "# made by hand; yes\n", "sep=,\n", '"sep=,"\n', "sep=,,,\n\n# x\n", "SEP=,\n"]
)
def test_what_may_stand_before_the_names_of_the_columns(tmp_path, table, top):
    path = save_nifti(tmp_path / "l.nii", labels(1, 3))
    (tmp_path / table).write_text(top + COMMAS.replace("3,", "# 9,x\n3,"))
    assert [node.node_id for node in nodes(path)] == ["LN_1", "left node, upper"]


def test_the_separator_is_what_excel_says_it_is(tmp_path):
    (tmp_path / "l.csv").write_text("sep=;\nLabelValue;Name, side, level, and more\n1;a\n")
    assert colour_table(tmp_path / "l.nii") == tmp_path / "l.csv"
    with pytest.raises(NodeError, match=r"l\.csv has no column Name"):
        read_colours(tmp_path / "l.csv")
    (tmp_path / "l.csv").write_text("sep=;\nLabelValue;Name;Type, Code, Scheme, Meaning\n1;a, b;\n")
    assert read_colours(tmp_path / "l.csv") == {1: ("a, b",)}


@pytest.mark.parametrize(
    "header", ["Label Value,NAME", "label_value,name", '"LabelValue","Name"', " LabelValue , Name "]
)
def test_the_names_of_the_columns_as_people_write_them(tmp_path, header):
    (tmp_path / "l.csv").write_text(f"{header}\n1,a\n")
    assert colour_table(tmp_path / "l.nii") is not None
    assert read_colours(tmp_path / "l.csv") == {1: ("a",)}


def test_names_that_look_like_comments(tmp_path):
    (tmp_path / "l.csv").write_text("Name,LabelValue\nsep=1,1\n#2,2\n# of no value,\n#,\n")
    assert read_colours(tmp_path / "l.csv") == {1: ("sep=1",), 2: ("#2",)}


def test_a_table_too_large_is_not_read(tmp_path):
    with (tmp_path / "l.ctbl").open("wb") as file:
        file.truncate((1 << 24) + 1)
    with pytest.raises(NodeError, match=r"l\.ctbl cannot be read: it is larger than any colour table"):
        read_colours(tmp_path / "l.ctbl")


def test_a_line_without_end_takes_no_time(tmp_path):
    (tmp_path / "l.ctbl").write_text("1 " + "1 x " * 20_000)
    start = time.perf_counter()
    with pytest.raises(NodeError, match=r"line 1 of the colour table l\.ctbl"):
        read_colours(tmp_path / "l.ctbl")
    assert time.perf_counter() - start < 1


def test_rows_that_are_shorter_or_longer_than_the_header(tmp_path):
    (tmp_path / "l.csv").write_text("LabelValue,Name\n1\n2,b,more\n")
    assert read_colours(tmp_path / "l.csv") == {2: ("b",)}


@pytest.mark.parametrize(
    ("table", "text"),
    [
        ("l.ctbl", "# Color table file\n\n"),
        ("l.ctbl", "7 LN_1 1 2 3 255\n"),
        ("l.ctbl", "1 (none) 0 0 0 0\n3 (none) 0 0 0 0\n"),
        ("l.csv", "LabelValue,Name\n"),
        ("l_ColorTable.csv", "LabelValue,Name\n1,\n3,(none)\n"),
    ],
)
def test_a_table_that_names_none_of_the_values_is_told(tmp_path, table, text):
    path = save_nifti(tmp_path / "l.nii", labels(1, 3))
    (tmp_path / table).write_text(text)
    told = [(value, f"the colour table {table} has no name for the value {value}") for value in "13"]
    assert [(node.node_id, node.remark) for node in nodes(path)] == told
    (tmp_path / table).unlink()
    assert [(node.node_id, node.remark) for node in nodes(path)] == [("1", ""), ("3", "")]


@pytest.mark.parametrize(("named", "unnamed"), [(1, 7), (7, 1)])
def test_a_name_that_is_another_values_number(tmp_path, named, unnamed):
    path = save_nifti(tmp_path / "l.nii", labels(1, 7))
    (tmp_path / "l.csv").write_text(f"LabelValue,Name\n{named},{unnamed}\n")
    expected = {
        named: (str(unnamed), ""),
        unnamed: (f"value {unnamed}", f"the colour table l.csv has no name for the value {unnamed}"),
    }
    assert [(node.node_id, node.remark) for node in nodes(path)] == [expected[1], expected[7]]


@pytest.mark.parametrize(
    ("table", "text", "reason"),
    [
        ("l.ctbl", "one node 1 2 3 255", "line 1 of the colour table l.ctbl is 'one node 1 2 3 255', where"),
        ("l.ctbl", "# Color procedural file x\n0 0 0 0\n", "line 2 of the colour table l.ctbl is '0 0 0 0', where"),
        ("l.ctbl", "-1 node 1 2 3 4", "line 1 of the colour table l.ctbl"),
        ("l.ctbl", "1 node\n", "line 1 of the colour table l.ctbl"),
        ("l.ctbl", "1 " + "x " * 5000, "line 1 of the colour table l.ctbl"),
        ("l.ctbl", "٣ node 1 2 3 4", "line 1 of the colour table l.ctbl"),
        ("l.csv", "LabelValue,Segment\n1,x\n", "the colour table l.csv has no column Name"),
        ("l_ColorTable.csv", "LabelValue\n1\n", "the colour table l_ColorTable.csv has no column Name"),
        ("l.csv", "# LabelValue,Name\n1,x\n", "the colour table l.csv has no column LabelValue"),
        ("l.csv", "Segments of A\nLabelValue,Name\n1,x\n", "the colour table l.csv has no column LabelValue"),
        ("l_ColorTable.csv", "Value,Name\n1,x\n", "the colour table l_ColorTable.csv has no column LabelValue"),
        ("l.csv", "LabelValue,Name\nx,y\n", "line 2 of the colour table l.csv is 'x', where a value"),
        ("l.csv", "LabelValue,Name\n\n1.5,y\n", "line 3 of the colour table l.csv is '1.5', where a value"),
        ("l.csv", 'LabelValue,Name\n1,"y\n', "the colour table l.csv cannot be read as CSV"),
        ("l_ColorTable.csv", "PK\x03\x04", "the colour table l_ColorTable.csv cannot be read: found a spreadsheet"),
        ("l_ColorTable.csv", "", "the colour table l_ColorTable.csv has no column LabelValue"),
    ],
)
def test_a_table_that_cannot_be_read_is_never_passed_over(tmp_path, table, text, reason):
    path = save_nifti(tmp_path / "l.nii", labels(1, 3))
    (tmp_path / table).write_text(text, encoding="utf-8")
    (node,) = nodes(path)
    assert node.failure.reason.startswith(f"l.nii: {reason}")
    assert str(tmp_path) not in str(node.failure)
    assert "the values are the ids then" in node.failure.remedy


def test_a_table_that_is_no_text(tmp_path):
    path = save_nifti(tmp_path / "l.nii", labels(1, 3))
    (tmp_path / "l.ctbl").write_bytes(b"1 Gr\xf6\xdfe 1 2 3 255\n")
    (node,) = nodes(path)
    assert "the colour table l.ctbl cannot be read: row 1 is not UTF-8 text" in node.failure.reason


def test_a_value_with_two_names_costs_its_node(tmp_path):
    path = save_nifti(tmp_path / "l.nii", labels(1, 3))
    table = tmp_path / "l.ctbl"
    table.write_text("1 a 0 0 0 255\n3 b 0 0 0 255\n1 a 9 9 9 255\n3 c 0 0 0 255\n9 x 0 0 0 255\n9 y 0 0 0 255\n")
    first, second = nodes(path)
    assert (first.node_id, first.failure) == ("a", None)
    assert (second.node_id, second.mask) == ("3", None)
    assert second.failure.reason == "the colour table l.ctbl names the value 3 both 'b' and 'c'"
    assert second.failure.remedy.startswith("Give the value 3 one line and one name in l.ctbl, and after it red, green")


def test_two_values_with_one_name(tmp_path):
    path = save_nifti(tmp_path / "l.nii", labels(1, 3))
    (tmp_path / "l.ctbl").write_text("1 LN 0 0 0 255\n3 LN 0 0 0 255\n")
    assert [node.node_id for node in nodes(path)] == ["LN", "LN (2)"]


def test_two_tables(tmp_path):
    path = save_nifti(tmp_path / "l.nii", labels(1, 3))
    (tmp_path / "l.ctbl").write_text(PLAIN)
    (tmp_path / "l_ColorTable.csv").write_text(COMMAS)
    with pytest.raises(NodeError, match=r"l\.nii has 2 colour tables, l_ColorTable\.csv and l\.ctbl\. Keep one"):
        colour_table(path)


def test_other_files_beside_a_labelmap_are_no_tables(tmp_path):
    path = save_nifti(tmp_path / "l.nii", labels(1, 3))
    (tmp_path / "l.csv").write_text("Segment,LabelValues,Volume [mm3]\nLN,a label value of 1,12\n")
    (tmp_path / "l.txt").write_text("a node of 12 mm\n")
    (tmp_path / "m_ColorTable.csv").write_text(COMMAS)
    (tmp_path / "l.ctbl").mkdir()
    assert colour_table(path) is None
    assert [node.node_id for node in nodes(path)] == ["1", "3"]


def test_a_table_in_a_folder_of_masks_is_no_mask_and_no_foreign_file(tmp_path):
    save_nifti(tmp_path / "l.nii.gz", labels(1, 3))
    (tmp_path / "l_ColorTable.ctbl").write_text(PLAIN)
    (source,) = find_masks(tmp_path, ELSEWHERE)
    assert problems_of(tmp_path, ELSEWHERE, "w", "s") == []
    assert [node.node_id for node in read_masks([source], CT)] == ["LN_1", "left_node"]


def test_a_lone_file_of_one_node_that_has_a_name(tmp_path):
    save_nifti(tmp_path / "l.nii.gz", labels(3))
    assert [node.node_id for node in read_masks(find_masks(tmp_path, ELSEWHERE), CT)] == ["l"]
    (tmp_path / "l_ColorTable.ctbl").write_text(PLAIN)
    assert [node.node_id for node in read_masks(find_masks(tmp_path, ELSEWHERE), CT)] == ["left_node"]
    save_nifti(tmp_path / "m.nii.gz", labels(1))
    assert [node.node_id for node in read_masks(find_masks(tmp_path, ELSEWHERE), CT)] == ["l", "m"]


def test_a_labelmap_among_other_files_is_read_where_its_values_have_names(tmp_path):
    save_nifti(tmp_path / "l.nii.gz", labels(1, 3))
    save_nifti(tmp_path / "m.nii.gz", labels(1))
    failed, _ = read_masks(find_masks(tmp_path, ELSEWHERE), CT)
    assert failed.failure.reason == "l.nii.gz holds 2 values (1, 3) and not one"
    (tmp_path / "l_ColorTable.ctbl").write_text(PLAIN)
    assert [node.node_id for node in read_masks(find_masks(tmp_path, ELSEWHERE), CT)] == ["LN_1", "left_node", "m"]
