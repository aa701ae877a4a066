"""The feed of changes under four writers and two readers, 50,000 changes on each database."""

import sys
import tempfile
from uuid import uuid4

from sqlalchemy import create_engine
from sqlalchemy.exc import OperationalError

from tests.bench.change_flow import FlowReport, flow
from tests.conftest import SERVER

CHANGES = 50_000


def bench_changes() -> None:
    """Print what the readers missed, were told twice, and hold otherwise than the views; each must be 0."""
    with tempfile.TemporaryDirectory() as folder:
        _tell("sqlite", flow(f"sqlite:///{folder}/copydesk.db", CHANGES))
    engine = create_engine(SERVER.replace("postgresql://", "postgresql+psycopg://", 1), isolation_level="AUTOCOMMIT")
    name = f"copydesk_{uuid4().hex}"
    try:
        with engine.connect() as connection:
            connection.exec_driver_sql(f"CREATE DATABASE {name}")
    except OperationalError as error:
        sys.stdout.write(f"postgresql: no server answers at {engine.url}: {error.orig}\n")
        return
    try:
        _tell("postgresql", flow(engine.url.set(database=name).render_as_string(hide_password=False), CHANGES))
    finally:
        with engine.connect() as connection:
            connection.exec_driver_sql(f"DROP DATABASE {name} WITH (FORCE)")


def _tell(name: str, report: FlowReport) -> None:
    sys.stdout.write(
        f"{name}: {report.changes} changes in {report.seconds} s, missed {report.missed}, repeated {report.repeated}, "
        f"gaps {report.gaps}, unlike the views {len(report.unlike)}, out of order {len(report.strange)}\n"
    )
