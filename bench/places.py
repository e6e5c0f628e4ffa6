"""Empty databases of a benchmark, each with where its size and its processor time are seen."""

import os
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from bench.postgres import Cluster, cluster
from bench.processes import Placement, place

LONGEST_SECONDS = 14_400


@dataclass(frozen=True, slots=True)
class Place:
    """An empty database."""

    name: str
    url: str
    home: Path
    """A folder for what processes write; not there yet."""
    placement: Placement
    file: Path | None = None
    cluster: Cluster | None = None

    @property
    def pid(self) -> int | None:
        """The first process of PostgreSQL."""
        return self.cluster.pid if self.cluster else None

    def size(self) -> int:
        """Return the bytes of all tables and indexes."""
        if self.cluster:
            database = self.url.rpartition("/")[2].partition("?")[0]
            return int(self.cluster.query(database, "SELECT pg_database_size(current_database())"))
        return self.file.stat().st_size if self.file else 0


Opening = Callable[[], AbstractContextManager[Place]]


def places_for(subject: str) -> Mapping[str, Opening]:
    """Return what makes a place for a subject, by the kind of its database."""
    return {"sqlite": partial(_sqlite, subject), "postgresql": partial(_postgres, subject)}


@contextmanager
def _sqlite(subject: str) -> Iterator[Place]:
    with _folder(subject) as folder:
        file = folder / f"{subject}.db"
        yield Place("SQLite", f"sqlite:///{file}", folder / "home", place(), file=file)


@contextmanager
def _postgres(subject: str) -> Iterator[Place]:
    """A server on one core, and us on the other."""
    placement, before = place(), os.sched_getaffinity(0)
    with cluster(placement.measured, longest_seconds=LONGEST_SECONDS) as server:
        os.sched_setaffinity(0, {placement.driver})
        try:
            with _folder(subject) as folder:
                url = server.create_database(subject)
                yield Place("PostgreSQL", url, folder / "home", placement, cluster=server)
        finally:
            os.sched_setaffinity(0, before)


@contextmanager
def _folder(subject: str) -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix=f"thiqa-bench-{subject}-") as folder:
        yield Path(folder)
