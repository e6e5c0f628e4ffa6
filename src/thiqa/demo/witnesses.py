"""The witnesses of the demonstration: each with a folder of its own, two of three a quorum."""

from thiqa.assembly import algorithms_of
from thiqa.base import system_clock
from thiqa.crypto import KeyDirectory
from thiqa.demo.places import LOOPBACK, Places
from thiqa.ledger.policy import LogPolicy, PolicyGroup, PolicyLog, PolicyWitness
from thiqa.recording import record_signer
from thiqa.settings import Settings
from thiqa.witness import KnownLog, make_folder, open_folder

QUORUM = 2
GROUP = "witnesses"


def make_witnesses(places: Places, settings: Settings) -> None:
    """Make the witnesses that are missing, tell each of the log, and write the policy.

    The same as `thiqa witness init` and `thiqa witness add-log`, without more processes.
    """
    directory = KeyDirectory(settings.keys)
    directory.ensure(system_clock(), algorithms_of(settings))
    key = record_signer(settings, directory).verifier_key
    witnesses = []
    for port, folder in places.witnesses.items():
        if not folder.exists():
            make_folder(folder, f"{folder.name}.specimen.thiqa.example")
        with open_folder(folder, system_clock) as opened:
            opened.store.add_log(KnownLog(key.name, key))
            url = f"http://{LOOPBACK}:{port}/"
            witnesses.append(PolicyWitness(folder.name, opened.key, url))
    names = tuple(witness.name for witness in witnesses)
    group = PolicyGroup(GROUP, QUORUM, names)
    policy = LogPolicy((PolicyLog(key),), tuple(witnesses), (group,), GROUP)
    places.policy.write_text(policy.text)
