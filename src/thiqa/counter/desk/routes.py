"""All addresses of the desk."""

from starlette.routing import Route

from thiqa.counter.desk.clerks import Desk
from thiqa.counter.desk.enrolment_routes import enrolment_routes
from thiqa.counter.desk.file_routes import file_routes


def desk_routes(desk: Desk) -> list[Route]:
    """Return the routes of the desk."""
    return [*enrolment_routes(desk), *file_routes(desk)]
