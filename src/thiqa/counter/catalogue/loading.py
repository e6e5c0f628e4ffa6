"""A folder of files becomes a catalogue, or a list of all that is wrong with them."""

import hashlib
from collections.abc import Iterable, Mapping
from pathlib import Path
from types import MappingProxyType

from thiqa.counter.catalogue.coherence import check_coherence
from thiqa.counter.catalogue.errors import CatalogueFault, CatalogueFaultError
from thiqa.counter.catalogue.models import Body, Catalogue, Service
from thiqa.counter.catalogue.reading import Reader, read_bodies
from thiqa.counter.catalogue.shape import BODIES_SCHEMA, SERVICE_SCHEMA, check_shape
from thiqa.counter.catalogue.yaml_source import MAX_FILE_BYTES, parse_yaml

OUR_FOLDER = Path(__file__).parent / "services"
"""The services that come with the counter."""
BODIES_FILE = "bodies.yaml"
SUFFIX = ".yaml"
MAX_SERVICES = 500


def load_catalogue(folder: Path | None = None) -> Catalogue:
    """Read every service of a folder, and its bodies; raise CatalogueFaultError with all faults.

    Without a folder: the services that come with the counter.
    """
    folder = folder or OUR_FOLDER
    bodies = load_bodies(folder / BODIES_FILE)
    files = sorted(path for path in folder.glob(f"*{SUFFIX}") if path.name != BODIES_FILE)
    if len(files) > MAX_SERVICES:
        raise _unreadable(folder, f"more than {MAX_SERVICES} services")
    services = load_services(files, bodies)
    return Catalogue(MappingProxyType({each.id: each for each in services}), bodies)


def load_services(files: Iterable[Path], bodies: Mapping[str, Body]) -> tuple[Service, ...]:
    """Read some files; raise CatalogueFaultError with the faults of all of them."""
    services: list[Service] = []
    faults: list[CatalogueFault] = []
    for path in files:
        try:
            service = read_service(path.name, read_file(path), bodies)
            _refuse_doubles(path, service, services)
            services.append(service)
        except CatalogueFaultError as error:
            faults += error.faults
    if faults:
        raise CatalogueFaultError(tuple(faults))
    return tuple(services)


def load_bodies(path: Path) -> Mapping[str, Body]:
    """Read the file of the bodies."""
    source = parse_yaml(read_file(path), path.name)
    check_shape(source, BODIES_SCHEMA)
    return read_bodies(source)


def read_service(file: str, data: bytes, bodies: Mapping[str, Body]) -> Service:
    """Return the service of a file.

    1. it is YAML without surprises; 2. it has the shape of the schema; 3. bodies and
    placeholders can be read; 4. its members fit one another; 5. its id is the file's name.
    """
    source = parse_yaml(data, file)  # 1
    check_shape(source, SERVICE_SCHEMA)  # 2
    reader = Reader(source, bodies)
    service = reader.service(hashlib.sha256(data).hexdigest())
    reader.finish()  # 3
    for path, reason in check_coherence(service, source):  # 4
        reader.fault(path, reason)
    if file != service.id + SUFFIX:  # 5
        reader.fault(("service",), f"the file of {service.id!r} is called {service.id}{SUFFIX}")
    reader.finish()
    return service


def read_file(path: Path) -> bytes:
    """Return the bytes of a file, as many as we read."""
    try:
        with path.open("rb") as file:
            return file.read(MAX_FILE_BYTES + 1)
    except OSError as error:
        raise _unreadable(path, error.strerror or type(error).__name__) from error


def _refuse_doubles(path: Path, service: Service, others: Iterable[Service]) -> None:
    for other in others:
        if other.purpose.id == service.purpose.id:
            reason = f"the purpose {service.purpose.id!r} is that of {other.id!r} too"
            raise _unreadable(path, reason)
        if other.id == service.id:
            raise _unreadable(path, f"the service {service.id!r} is there twice")


def _unreadable(path: Path, reason: str) -> CatalogueFaultError:
    return CatalogueFaultError((CatalogueFault(path.name, 1, "", reason),))
