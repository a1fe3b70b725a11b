"""What the README says has to be so."""

from __future__ import annotations

import re

from nodecluster.cli import commands
from tests.conftest import ROOT

README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_every_command_and_option_is_in_the_readme():
    said = {
        (option, name.strip())
        for cell, names in re.findall(r"^\| (`--[^|]*) \| ([^|]*) \|", README, re.MULTILINE)
        for option in re.findall(r"`(--[a-z]+)", cell)
        for name in names.split(",")
    }
    there = {
        (option, name)
        for name, command in commands.commands.items()
        for parameter in command.params
        for option in parameter.opts
        if option.startswith("--")
    }
    assert said == there
    for name in commands.commands:
        assert f"`nodecluster {name}" in README, name


def test_the_readme_names_no_command_that_is_not_there():
    for name in re.findall(r"(?:^|`)nodecluster (\w+)", README, re.MULTILINE):
        assert name in commands.commands, name


def test_every_path_in_where_to_make_a_change_exists():
    section = README.split("## Where to make a change")[1].split("\n## ")[0]
    paths = re.findall(r"`((?:nodecluster|tests|segmentations)/[\w./]*)`", section)
    assert len(paths) > 10
    for path in paths:
        assert (ROOT / path).exists(), path


def test_every_setting_is_in_the_readme():
    from nodecluster.settings import Settings

    for name in Settings().as_dict():
        assert f"`{name} = " in README, name
