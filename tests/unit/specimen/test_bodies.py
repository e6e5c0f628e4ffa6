"""The bodies of the demonstration have seals, under the names that they have at the counter."""

from thiqa.counter.catalogue.loading import BODIES_FILE, OUR_FOLDER, load_bodies
from thiqa.specimen.bodies import BODIES
from thiqa.web import Language


def test_every_body_at_the_counter_has_a_seal_in_its_name() -> None:
    bodies = load_bodies(OUR_FOLDER / BODIES_FILE)
    named = {body.seal: body.name[Language.FR] for body in bodies.values()}
    assert named == {body.seal: body.organization for body in BODIES}
