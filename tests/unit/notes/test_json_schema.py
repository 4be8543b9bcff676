"""The schema says of a note what the reader says, but for what is listed here as beyond it."""

import re
from datetime import date
from typing import Any

import pytest
import yaml
from schema_notes import FRONTMATTERS, OF_A_KEY, note

from annotations.notes.json_schema import json_schema
from annotations.notes.keynames import KEYS
from annotations.notes.reader import read_note

jsonschema = pytest.importorskip("jsonschema")

# What only the reader can judge: the schema lets these pass.
PASSES_THE_SCHEMA = {
    "pain: 0\ndate: 2026-02-31": "the number of days of a month",
    "pain: 0\ndate: 2027-03-14": "what day it is today",
    "pain: 4\nwhere: medial": "that an aspect is no site",
    "pain:\n  right knee: 5\n  knee right: 4": "that two names are one site",
    "pain: 4\nPAIN: 5": "keys in another case",
    "pain: 4\nwhere: left shin\nonset: 500 km": "the number in a text",
    "did: 10-15 butt kicks -> gone": "what a number in a text is for",
    "did: 10 butt kicks @ 3 mi -> gone, back @ 2 mi": "which of two places comes first",
    "did: '{}'".format("a" * 10 + "x" * 95): "how long the name in a bout is",
    "pain: 4\nwhere: left shin\nonset: somewhere nice": "the numbers that are written in words",
    "did: butt kicks at mile 2, gone": "a place that comes without an @",
    "did: walked -> a bit gone": "what half a result is",
    "PAIN: 11": "keys in another case",
    "pain: &a 4": "YAML's anchors",
    "pain: !!str 4": "YAML's tags",
    "pain: 4e0": "how a number was written",
}
# Spellings that the reader takes and the schema does not: YAML makes no text of them.
REFUSED_BY_THE_SCHEMA = {
    "pain: 4\nwhere: true": "a site of that name",
}


class Core(yaml.SafeLoader):
    """YAML 1.2 as editors read it: numbers, true, false, null; dates and `no` are texts."""


Core.yaml_implicit_resolvers = {}
for tag, pattern, first in (
    ("bool", r"true|True|TRUE|false|False|FALSE", "tTfF"),
    ("null", r"~|null|Null|NULL|", ["~", "n", "N", ""]),
    ("int", r"[-+]?[0-9]+", "-+0123456789"),
    ("float", r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?", "-+.0123456789"),
):
    Core.add_implicit_resolver(
        f"tag:yaml.org,2002:{tag}", re.compile(f"^(?:{pattern})$"), list(first)
    )

SCHEMA = jsonschema.Draft202012Validator(json_schema("km"))


def reader_takes(frontmatter: str) -> bool:
    reading = read_note(
        "2026-03-14-x.md", note(frontmatter).encode(), units="km", today=date(2026, 6, 1)
    )
    return reading is None or not reading.failed


def schema_takes(frontmatter: str) -> bool:
    fields: Any = yaml.load(frontmatter, Loader=Core)  # noqa: S506 - a SafeLoader
    return bool(SCHEMA.is_valid(_with_text_keys(fields)))


def _with_text_keys(value: Any) -> Any:
    """As JSON has it: keys are texts."""
    if isinstance(value, dict):
        return {str(key): _with_text_keys(inner) for key, inner in value.items()}
    return value


def test_the_schema_is_a_schema() -> None:
    jsonschema.Draft202012Validator.check_schema(json_schema("mi"))


def test_the_keys_are_described_for_a_file_that_is_no_note_yet() -> None:
    (offered, _) = json_schema("km")["anyOf"]
    assert set(offered["properties"]) == set(KEYS)
    assert all(len(each["description"]) > 5 for each in offered["properties"].values())
    assert schema_takes("date: 2026-03-14\nwhere: {any: thing}")


def test_there_are_200_notes_of_every_key() -> None:
    assert len(set(FRONTMATTERS)) >= 200
    assert set(OF_A_KEY) == set(KEYS)
    takes = [reader_takes(made) for made in FRONTMATTERS]
    assert min(sum(takes), len(takes) - sum(takes)) >= 80


@pytest.mark.parametrize("frontmatter", FRONTMATTERS)
def test_schema_and_reader_say_the_same(frontmatter: str) -> None:
    assert schema_takes(frontmatter) == reader_takes(frontmatter)


@pytest.mark.parametrize("frontmatter", PASSES_THE_SCHEMA)
def test_what_only_the_reader_can_judge_passes_the_schema(frontmatter: str) -> None:
    assert not reader_takes(frontmatter)
    assert schema_takes(frontmatter)


@pytest.mark.parametrize("frontmatter", REFUSED_BY_THE_SCHEMA)
def test_what_the_schema_refuses_alone_is_known(frontmatter: str) -> None:
    assert reader_takes(frontmatter)
    assert not schema_takes(frontmatter)


def test_a_bare_distance_is_limited_in_the_runner_s_unit() -> None:
    in_miles = jsonschema.Draft202012Validator(json_schema("mi"))
    assert not in_miles.is_valid({"pain": 4, "onset": 300})
    assert SCHEMA.is_valid({"pain": 4, "onset": 300})
