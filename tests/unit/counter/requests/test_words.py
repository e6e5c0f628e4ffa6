from thiqa.counter.requests.models import Event, Need, Role, State
from thiqa.counter.requests.words import EVENTS, NEEDS, NEXT, PATH, ROLES, STATES


def test_everything_that_can_happen_has_words() -> None:
    assert set(STATES) == set(NEXT) == set(State)
    assert set(EVENTS) == set(Event)
    assert set(ROLES) == set(Role)
    assert set(NEEDS) == set(Need)


def test_a_request_is_at_one_place_of_its_way_unless_it_was_withdrawn() -> None:
    places = [state for _, states in PATH for state in states]
    assert sorted(places) == sorted(set(State) - {State.WITHDRAWN})
