"""Running one module of a plan, with a citizen in the browser's place."""

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from conformance.citizen import Attitude, Citizen, Journey
from conformance.errors import VisitError
from conformance.findings import Finding, findings
from conformance.suite import ENDED, LOST, CreatedPlan, Module, Suite, Visit

SET_UP_SECONDS = 120
RUN_SECONDS = 1_200
"""Longer than the longest life of a pushed request, whose end a module waits for."""
POLL_SECONDS = 0.5
SETTLE_SECONDS = 4
"""How long the suite may think after a visit before a missing picture is what it waits for."""
STRANDED_SECONDS = 30
"""How long the suite may wait for a citizen who cannot come back any more."""
STRANDED, TIMEOUT = "STRANDED", "TIMEOUT"
PICTURE = (
    "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mNkYAAAAAYAAjCB0C8A"
    "AAAASUVORK5CYII="
)
"""One pixel: what page was shown is in the report, where it can be read."""
ATTITUDES: Mapping[str, Sequence[Attitude]] = {
    "user-rejects": [Attitude.DECLINES],
    "reused-request-uri-prior-to-auth-completion": [Attitude.LOOKS, Attitude.AGREES],
    "prompt-none-logged-in": [Attitude.REMEMBERS],
    "id-token-hint": [Attitude.REMEMBERS],
}
"""What the citizen does at the visits of a module whose name has this in it; the last stays."""

REVIEW = "REVIEW"
"""The result of a module that wants a picture of what the citizen saw."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a module."""

    module: str
    result: str
    findings: Sequence[Finding]
    notes: Sequence[str]
    seconds: float

    @property
    def passed(self) -> bool:
        """Whether nothing failed; a picture that a person should look at counts as passed."""
        return self.result in {"PASSED", "WARNING", REVIEW, "SKIPPED"}

    @property
    def is_to_be_read(self) -> bool:
        """Whether somebody should read what the citizen saw."""
        return self.result == REVIEW or not self.passed


@dataclass
class ModuleRun:
    """A module on its way."""

    suite: Suite
    citizen: Citizen
    module: Module
    run: str
    notes: list[str] = field(default_factory=list)
    visits: int = 0
    stranded: bool = False
    """Whether the latest visit did not lead back to the suite."""
    last_visit: float = 0.0

    def finish(self) -> str:
        """Open what the suite wants to be opened until the module has ended; return its result."""
        deadline = time.monotonic() + RUN_SECONDS
        while time.monotonic() < deadline:
            status, result = self.suite.result(self.run)
            if status in ENDED:
                return LOST if status == LOST and result == "UNKNOWN" else result
            for visit in self.suite.to_visit(self.run):
                self._visit(visit)
            if status == "WAITING" and self._waited() >= SETTLE_SECONDS:
                self._show_pictures()
            if self.stranded and status == "WAITING" and self._waited() >= STRANDED_SECONDS:
                break
            time.sleep(POLL_SECONDS)
        self.suite.cancel(self.run)
        return STRANDED if self.stranded else TIMEOUT

    def _visit(self, visit: Visit) -> None:
        self.suite.mark_visited(self.run, visit)
        attitude = _attitude(self.module.name, self.visits)
        self.visits += 1
        try:
            journey: Journey | VisitError = self.citizen.go(visit, attitude)
        except VisitError as error:
            journey = error
        arrived = isinstance(journey, Journey) and journey.shown is None
        self.stranded = not arrived and attitude is not Attitude.LOOKS
        self.notes.append(f"visit {self.visits}: {journey}")
        self.last_visit = time.monotonic()

    def _waited(self) -> float:
        """Return how long the suite has had the latest visit's end to itself, in seconds."""
        return time.monotonic() - self.last_visit if self.visits else 0.0

    def _show_pictures(self) -> None:
        for name in self.suite.missing_pictures(self.run):
            self.suite.upload_picture(self.run, name, PICTURE)


def run_module(suite: Suite, plan: CreatedPlan, module: Module, citizen: Citizen) -> Outcome:
    """Run a module to its end."""
    began = time.monotonic()
    run = suite.create_run(plan, module)
    status = suite.await_status(run, {"CONFIGURED", "WAITING", *ENDED}, SET_UP_SECONDS)
    if status == "CONFIGURED":
        suite.start(run)
    going = ModuleRun(suite, citizen, module, run)
    try:
        result = going.finish()
    finally:
        citizen.close()
    found = findings(suite.log(run))
    return Outcome(module.name, result, found, going.notes, time.monotonic() - began)


def _attitude(module: str, visits: int) -> Attitude:
    for part, attitudes in ATTITUDES.items():
        if part in module:
            return attitudes[min(visits, len(attitudes) - 1)]
    return Attitude.AGREES
