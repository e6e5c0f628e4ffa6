"""The peer is pinned, and its lock file names no place to fetch it from."""

import json

from bench.peer_installation import PEER

PACKAGE = json.loads((PEER / "package.json").read_text())
LOCK = json.loads((PEER / "package-lock.json").read_text())


def test_every_package_of_the_peer_is_pinned_to_one_version() -> None:
    wanted = PACKAGE["dependencies"] | PACKAGE["optionalDependencies"]
    locked = {name: LOCK["packages"][f"node_modules/{name}"]["version"] for name in wanted}
    assert wanted == locked


def test_every_locked_package_has_a_digest_and_no_address() -> None:
    packages = [each for name, each in LOCK["packages"].items() if name]
    assert all(each["integrity"].startswith("sha512-") for each in packages)
    assert not any("resolved" in each for each in packages)
