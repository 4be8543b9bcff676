"""`schema`: one JSON Schema on stdout, in the runner's unit, before there is anything else."""

import pytest
from runners_machine import Machine

jsonschema = pytest.importorskip("jsonschema")


def test_schema_prints_a_schema_and_nothing_else(machine: Machine) -> None:
    ran = machine.twinge("schema")

    assert ran.code == 0
    assert ran.err == ""
    assert ran.json["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    jsonschema.Draft202012Validator.check_schema(ran.json)
    assert jsonschema.Draft202012Validator(ran.json).is_valid({"pain": "5 from 3 mi (burning)"})
    assert not jsonschema.Draft202012Validator(ran.json).is_valid({"pain": 11})
    assert not machine.home.exists()


@pytest.mark.parametrize(("units", "valid"), [("km", True), ("mi", False)])
def test_a_bare_distance_is_meant_in_the_settings_unit(
    machine: Machine, monkeypatch: pytest.MonkeyPatch, units: str, valid: bool
) -> None:
    monkeypatch.setenv("TWINGE_UNITS", units)

    schema = machine.twinge("schema").json

    note = {"pain": 2, "onset": 390}
    assert jsonschema.Draft202012Validator(schema).is_valid(note) is valid
