"""The console's store: services in the making, owners, logs, decisions, tests, refusals."""

from thiqa.storage.console.decisions import Decisions
from thiqa.storage.console.owners import Owners
from thiqa.storage.console.refusals import Refusals
from thiqa.storage.console.self_tests import SelfTests
from thiqa.storage.console.services import Services

__all__ = ["Decisions", "Owners", "Refusals", "SelfTests", "Services"]


class ConsoleStore(Services, Owners, Decisions, SelfTests, Refusals):
    """Implements `thiqa.console.store.Store`."""

    __slots__ = ()
