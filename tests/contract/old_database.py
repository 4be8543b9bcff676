"""Databases as earlier programs left them: their own words of SQL, and rows in every table."""

from collections.abc import Collection
from pathlib import Path

from sqlalchemy import Connection, create_engine

SQL = Path(__file__).parents[1] / "data"
FIRST = ("activity", "hands_off", "memory", "note", "text_backup", "track", "writeback")
ERAS = {
    "2026-11-23": (),
    "2026-11-24, what pain is linked with": ("recording", "gear"),
    "2026-11-24, claims": ("claim_log",),
    "2026-11-24, claims and recordings": ("recording", "gear", "claim_log"),
    "2026-11-24, readings": ("recording", "gear", "claim_log", "reading"),
    "2026-11-24, experiments alone": (
        "reading", "experiment", "experiment_run", "experiment_draw",
    ),
    "2026-11-24, experiments": (
        "recording", "gear", "claim_log", "reading",
        "experiment", "experiment_run", "experiment_draw",
    ),
    "2026-11-24, texts that wait": ("recording", "gear", "claim_log", "reading", "waiting_text"),
    "2026-11-25": (
        "recording", "gear", "claim_log", "reading",
        "experiment", "experiment_run", "experiment_draw", "waiting_text",
    ),
}  # fmt: skip
"""Which tables the programs of main had, beside the first ones. All called themselves schema 1."""

_AT = "'2026-07-20 06:00:00.000000'"
_SHA = f"'{'ab' * 32}'"
_ROWS = {
    "activity": (
        (
            f"(1, 7, 'Läufe 🏃', 'Run', {_AT}, '2026-07-20T08:00:00', false, 8046.7, 2900, 3000, 'only_me', "
            f"'g1', false, false, '{{\"average_temp\": 12}}', {_SHA}, 'api', {_AT}, {_AT}, 1)"
        ),
        (
            f"(14412345678901, NULL, 'Hills', 'Run', {_AT}, '2026-07-20T08:00:00', true, 0, 0, 0, 'everyone', "
            f"NULL, true, true, '{{}}', {_SHA}, 'import', {_AT}, {_AT}, 0)"
        ),
    ),
    "track": (
        f'(1, \'{{"time": {{"data": [0, 10]}}, "distance": {{"data": [0, 30.5]}}}}\', {_SHA})',
        f"(99, NULL, {_SHA})",
    ),
    "recording": ("(1, 1, '[0, 10]', '[0, 30.5]', 0.25)", "(99, 1, '[]', '[]', NULL)"),
    "gear": (f"('g1', 'Old faithful', {_AT})",),
    "note": (f"('a.md', %(bytes)s, {_AT})",),
    "reading": ("('a.md', '1 2 3 4', 'terms', '2026-06-01', '[]')",),
    "text_backup": (f"(41, 1, 'description', {_SHA}, 'mine', {_AT})",),
    "writeback": (
        (
            f"(41, 1, 'description', 'write', 'mine', 'mine + block', 'block', 'd1', 'verified', "
            f"'mine + block', {_AT}, {_AT})"
        ),
        f"(42, 2, 'description', 'write', 'his', 'his + block', 'block', 'd2', 'sent', NULL, {_AT}, NULL)",
    ),
    "hands_off": (f"(3, 'description', 'edited', {_AT})",),
    "waiting_text": (f"(4, 'description', 'markup', {_AT})",),
    "claim_log": (
        f"(41, 'suspicion', '2026-07-20', {_AT}, '0.1.0', '{{\"subject\": \"shoe\", \"noted\": 3}}')",
    ),
    "memory": ("('schema', '1')", "('identity', 'f00d')", "('athlete_id', '7')"),
    "experiment": (f"('kicks', 'experiments/kicks.md', %(bytes)s, {_AT}, NULL)",),
    "experiment_run": (f"('kicks', 1, 1, {_AT}, false)", f"('kicks', 2, NULL, {_AT}, true)"),
    "experiment_draw": (f"('kicks', 1, 1, {_AT}, 3.5, true, 2, 1)",),
}


def build(url: str, later: Collection[str], *, filled: bool = True) -> None:
    """The first tables and those of `later`, as SQLAlchemy made them then, each with rows."""
    engine = create_engine(url)
    text = (SQL / f"tables_before_revisions_{engine.dialect.name}.sql").read_text("ascii")
    with engine.begin() as connection:
        if engine.dialect.name == "postgresql":
            connection.exec_driver_sql("SET TIME ZONE 'UTC'")
        for statement in filter(str.strip, text.split(";\n")):
            if _table_of(statement) in {*FIRST, *later}:
                connection.exec_driver_sql(statement)
        for table in (*FIRST, *later) if filled else ("memory",):
            _fill(connection, table)
    engine.dispose()


def _table_of(statement: str) -> str:
    words = statement.split()
    return words[2] if words[1] == "TABLE" else words[words.index("ON") + 1]


def _fill(connection: Connection, table: str) -> None:
    octets = "x'2d2d2d0a'" if connection.dialect.name == "sqlite" else r"'\x2d2d2d0a'::bytea"
    for row in _ROWS[table]:
        connection.exec_driver_sql(f"INSERT INTO {table} VALUES {row.replace('%(bytes)s', octets)}")  # noqa: S608
