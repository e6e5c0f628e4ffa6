"""The suite's REST interface, as far as a run of a plan needs it."""

import json
import time
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import httpx

from conformance.errors import SuiteError

WAIT_MILLISECONDS = 10_000
ENDED = frozenset({"FINISHED", "INTERRUPTED"})
LOST = "INTERRUPTED"


@dataclass(frozen=True, slots=True)
class Module:
    """A module of a plan, with the variant that the plan chose for it."""

    name: str
    variant: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class CreatedPlan:
    """A plan that the suite has taken over with its configuration."""

    id: str
    modules: Sequence[Module]


@dataclass(frozen=True, slots=True)
class Visit:
    """An address that the suite wants a browser to open."""

    url: str
    method: str


@dataclass(frozen=True, slots=True)
class Suite:
    """A running suite."""

    http: httpx.Client

    def create_plan(
        self, name: str, variant: Mapping[str, str], configuration: Mapping[str, Any]
    ) -> CreatedPlan:
        """Give the suite a plan with its configuration."""
        parameters = {"planName": name, "variant": json.dumps(variant)}
        answer = self._post("/api/plan", 201, params=parameters, json=configuration)
        modules = [Module(each["testModule"], each["variant"] or {}) for each in answer["modules"]]
        return CreatedPlan(answer["id"], modules)

    def create_run(self, plan: CreatedPlan, module: Module) -> str:
        """Make the suite set a module up; return the name of the run."""
        parameters = {
            "test": module.name,
            "plan": plan.id,
            "variant": json.dumps(module.variant),
        }
        return str(self._post("/api/runner", 201, params=parameters)["id"])

    def start(self, run: str) -> None:
        """Start a module that is set up."""
        self._post(f"/api/runner/{run}", 200)

    def cancel(self, run: str) -> None:
        """Stop a run."""
        self.http.delete(f"/api/runner/{run}")

    def await_status(self, run: str, wanted: Collection[str], seconds: float) -> str:
        """Return the status of a run as soon as it is a wanted one, or when time is up."""
        deadline = time.monotonic() + seconds
        parameters = {"states": ",".join(sorted(wanted)), "timeoutMs": str(WAIT_MILLISECONDS)}
        while time.monotonic() < deadline:
            response = self.http.get(f"/api/runner/{run}/wait-state", params=parameters)
            if response.status_code == httpx.codes.NOT_FOUND:
                break  # it has ended, and is known by its result only
            if "state" in (found := _read(response, 200)):
                return str(found["state"])
        return self.result(run)[0]

    def result(self, run: str) -> tuple[str, str]:
        """Return the status of a run and its result as it stands."""
        answer = _read(self.http.get(f"/api/info/{run}"), 200)
        return str(answer["status"]), str(answer.get("result") or "UNKNOWN")

    def to_visit(self, run: str) -> Sequence[Visit]:
        """Return the addresses that wait for a browser.

        The suite writes them down while the module goes on, and at times fails in that.
        """
        response = self.http.get(f"/api/runner/{run}")
        if response.status_code == httpx.codes.NOT_FOUND or response.is_server_error:
            return ()
        waiting = _read(response, 200)["browser"]["urlsWithMethod"]
        return [Visit(each["url"], each["method"] or "GET") for each in waiting]

    def mark_visited(self, run: str, visit: Visit) -> None:
        """Tell the suite that a browser opens an address."""
        self.http.post(f"/api/runner/browser/{run}/visit", params={"url": visit.url})

    def missing_pictures(self, run: str) -> Sequence[str]:
        """Return the names of the pictures that the suite wants to be shown."""
        entries = self._list(f"/api/log/{run}/images")
        return [each["upload"] for each in entries if "upload" in each and "img" not in each]

    def upload_picture(self, run: str, name: str, picture: str) -> None:
        """Show the suite a picture, as a data URL."""
        response = self.http.post(f"/api/log/{run}/images/{name}", content=picture)
        if not response.is_success:
            raise SuiteError(f"the suite took no picture: {response.text[:300]}")

    def log(self, run: str) -> Sequence[Mapping[str, Any]]:
        """Return what a run has logged."""
        return self._list(f"/api/log/{run}")

    def _post(self, path: str, expected: int, **how: Any) -> Mapping[str, Any]:
        headers = {"content-type": "application/json"}
        return _read(self.http.post(path, headers=headers, **how), expected)

    def _list(self, path: str) -> Sequence[Mapping[str, Any]]:
        response = self.http.get(path)
        if not response.is_success:
            raise SuiteError(f"{path}: the suite answered with {response.status_code}")
        return list(response.json())


def _read(response: httpx.Response, expected: int) -> Mapping[str, Any]:
    if response.status_code != expected:
        raise SuiteError(
            f"{response.request.url.path}: the suite answered with {response.status_code}"
            f" instead of {expected}: {response.text[:500]}"
        )
    return dict(response.json())
