"""The coin experiments: what was begun, which run got which draw, what was shown and seen."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlmodel import Session, col, select

from annotations.experiments.model import Draw, Numbered, Outcome, Seen
from annotations.model import ActivityId
from sync.ports import StoredExperiment
from sync.store.database import Database
from sync.store.tables import ExperimentDrawRow, ExperimentRow, ExperimentRunRow


class ExperimentStore:
    """sync.ports.Experiments on the database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def known(self) -> list[StoredExperiment]:
        with self._database.transaction() as session:
            rows = session.exec(select(ExperimentRow).order_by(col(ExperimentRow.id)))
            return [
                StoredExperiment(row.id, row.path, row.data, row.known_since, row.stopped_at)
                for row in rows
            ]

    def begin(self, experiment: StoredExperiment) -> None:
        with self._database.transaction() as session:
            if session.get(ExperimentRow, experiment.id) is None:
                session.add(
                    ExperimentRow(
                        id=experiment.id,
                        path=experiment.path,
                        data=experiment.data,
                        known_since=experiment.known_since,
                        stopped_at=experiment.stopped_at,
                    )
                )

    def stop(self, experiment_id: str, at: datetime) -> None:
        with self._database.transaction() as session:
            row = session.get(ExperimentRow, experiment_id)
            if row is not None and row.stopped_at is None:
                row.stopped_at = at

    def runs(self, experiment_id: str) -> list[Numbered]:
        with self._database.transaction() as session:
            rows = session.exec(
                select(ExperimentRunRow)
                .where(ExperimentRunRow.experiment_id == experiment_id)
                .order_by(col(ExperimentRunRow.start_utc), col(ExperimentRunRow.activity_id))
            )
            return [
                Numbered(ActivityId(row.activity_id), row.number, row.start_utc, row.start_hidden)
                for row in rows
            ]

    def number(self, experiment_id: str, runs: Sequence[Numbered]) -> None:
        with self._database.transaction() as session:
            for run in runs:
                if session.get(ExperimentRunRow, (experiment_id, run.run_id)) is None:
                    session.add(
                        ExperimentRunRow(
                            experiment_id=experiment_id,
                            activity_id=run.run_id,
                            number=run.number,
                            start_utc=run.start_utc,
                            start_hidden=run.start_hidden,
                        )
                    )

    def draws(self, experiment_id: str) -> list[Draw]:
        with self._database.transaction() as session:
            rows = session.exec(
                select(ExperimentDrawRow)
                .where(ExperimentDrawRow.experiment_id == experiment_id)
                .order_by(col(ExperimentDrawRow.number))
            )
            return [Draw(row.number, row.arm, row.shown_at, row.expect, _seen(row)) for row in rows]

    def draw(self, experiment_id: str, draws: Sequence[Draw]) -> None:
        with self._database.transaction() as session:
            for draw in draws:
                _keep(session, experiment_id, draw)

    def see(self, experiment_id: str, seen: Mapping[int, Seen | None]) -> None:
        with self._database.transaction() as session:
            for number, found in seen.items():
                row = session.get(ExperimentDrawRow, (experiment_id, number))
                if row is not None:
                    row.painful = found.painful if found else None
                    row.outcome = found.outcome if found else None
                    row.followed = found.followed if found else None


def _keep(session: Session, experiment_id: str, draw: Draw) -> None:
    row = session.get(ExperimentDrawRow, (experiment_id, draw.number))
    if row is None:
        row = ExperimentDrawRow(experiment_id=experiment_id, number=draw.number, arm=draw.arm)
        session.add(row)
    if row.shown_at is None:
        row.shown_at = draw.shown_at
    if row.expect is None:
        row.expect = draw.expect


def _seen(row: ExperimentDrawRow) -> Seen | None:
    if row.painful is None:
        return None
    outcome = Outcome(row.outcome) if row.outcome is not None else None
    return Seen(row.painful, outcome, row.followed)
