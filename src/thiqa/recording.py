"""The record, made from the settings: who must cosign it, who writes it, who guards it."""

import asyncio
from dataclasses import dataclass
from pathlib import Path

import structlog

from thiqa.base import Clock, ThiqaError
from thiqa.crypto import KeyDirectory
from thiqa.database import OpenDatabase
from thiqa.ledger.errors import NotCosignedError, PolicyFormatError
from thiqa.ledger.gate import Gate
from thiqa.ledger.keys import NoteSigner, VerifierKey
from thiqa.ledger.policy import LogPolicy
from thiqa.ledger.policy_file import parse_policy
from thiqa.ledger.promise import Promiser
from thiqa.ledger.publisher import Publisher
from thiqa.ledger.receipts import Receipts
from thiqa.ledger.recorder import Recorder
from thiqa.ledger.sequencer import Sequencer
from thiqa.ledger.witness_desk import Ask, WitnessAnswer
from thiqa.ledger.witnesses import Witnesses
from thiqa.metrics import note_waiting
from thiqa.settings import PREFIX, Settings, SettingsError
from thiqa.storage import Transaction
from thiqa.web.exchange import Exchange
from thiqa.web.fetch import FetchError

REQUEST_TYPE = "text/plain; charset=utf-8"

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Recording:
    """The parts of the record that every process of the provider has."""

    key: VerifierKey
    policy: LogPolicy
    gate: Gate
    recorder: Recorder
    receipts: Receipts
    sequencer: Sequencer
    publisher: Publisher

    @classmethod
    def of(
        cls,
        settings: Settings,
        clock: Clock,
        directory: KeyDirectory,
        database: OpenDatabase[Transaction],
        exchange: Exchange,
    ) -> "Recording":
        """Make the record of the settings."""
        signer = record_signer(settings, directory)
        policy = record_policy(settings, signer.verifier_key)
        witnesses = Witnesses(policy, _ask_by(exchange), clock, report=_witness_changed)
        publisher = Publisher(database, policy, clock, witnesses.cosign, report=_not_published)
        sequencer = Sequencer(
            database,
            signer,
            policy.keys_of_log(signer.name),
            signed=publisher.wake,
            report=_not_sequenced,
        )
        gate = Gate(database, clock, delay_seconds=settings.record_delay, tell=note_waiting)
        return cls(
            key=signer.verifier_key,
            policy=policy,
            gate=gate,
            recorder=Recorder(check=gate.check, notify=sequencer.wake),
            receipts=Receipts(database, policy, Promiser(signer, clock, settings.record_delay)),
            sequencer=sequencer,
            publisher=publisher,
        )

    def tasks(self) -> "list[asyncio.Task[None]]":
        """Start what works for the record; if one of these ends, no entry is made any more."""
        started: list[asyncio.Task[None]] = [
            asyncio.create_task(each.run()) for each in (self.sequencer, self.publisher, self.gate)
        ]
        for task in started:
            task.add_done_callback(self._stopped)
        return started

    def _stopped(self, task: "asyncio.Task[None]") -> None:
        self.gate.stop()
        if not task.cancelled():
            log.error("record_stopped", reason=str(task.exception()))


def record_signer(settings: Settings, directory: KeyDirectory) -> NoteSigner:
    """Return what signs the record."""
    return NoteSigner(settings.record_origin, directory.record_key())


def record_policy(settings: Settings, key: VerifierKey) -> LogPolicy:
    """Return what a checkpoint must meet to be published: the file's quorum, for our log alone.

    Raises SettingsError if no witnesses are asked for, which only a specimen may do without, or
    if a quorum of them has no address.
    """
    name = f"{PREFIX}RECORD_POLICY"
    if not settings.record_policy:
        policy = LogPolicy.of_log(key)
    else:
        policy = _read_policy(name, Path(settings.record_policy)).for_log(key)
    if not policy.needs_witnesses and not settings.specimen:
        raise SettingsError(
            f"{name} must name a policy file with a quorum of witnesses: without them nobody"
            " else can tell that the record has one history"
        )
    if not policy.has_quorum([each.key for each in policy.witnesses if each.url]):
        raise SettingsError(f"{name}: too few witnesses have a URL to be asked at for a quorum")
    return policy


def _read_policy(name: str, file: Path) -> LogPolicy:
    try:
        return parse_policy(file.read_text("utf-8"))
    except OSError as error:
        raise SettingsError(f"{name}: {file}: {error.strerror}") from error
    except (UnicodeDecodeError, PolicyFormatError) as error:
        raise SettingsError(f"{name}: {file}: {error}") from error


def _ask_by(exchange: Exchange) -> Ask:
    async def ask(url: str, body: bytes) -> WitnessAnswer:
        try:
            answer = await exchange.post(url, body, REQUEST_TYPE)
        except FetchError as error:
            raise NotCosignedError(str(error)) from error
        return WitnessAnswer(answer.status, answer.media_type, answer.body)

    return ask


def _witness_changed(witness: str, error: NotCosignedError | None) -> None:
    if error is None:
        log.info("witness_cosigns_again", witness=witness)
    else:
        log.warning("witness_does_not_cosign", witness=witness, reason=str(error))


def _not_sequenced(error: ThiqaError) -> None:
    log.warning("not_sequenced", error=type(error).__name__)


def _not_published(error: ThiqaError) -> None:
    log.warning("not_published", error=type(error).__name__, reason=str(error))
