"""The second half of the walk: from the form to a document that anybody can check."""

from thiqa.demo.steps import Step, Walk

REASON = "employment"
FINDING = "nothing"


def submit_the_request(walk: Walk) -> str:
    """The citizen fills in the form and submits it"""
    citizen = walk.citizen
    form = citizen.form(f"/requests/{walk.number}/form")
    citizen.send(form, **{"f.reason": REASON, "do": "submit"})
    pay = f"/requests/{walk.number}/pay"
    citizen.must(pay in {each.action for each in citizen.here().forms}, "the fee must be due")
    return f"request {walk.number}, submitted once"


def pay_the_fee(walk: Walk) -> str:
    """The citizen pays at the provider's own page; its signed word counts, not the browser's"""
    citizen = walk.citizen
    citizen.send(citizen.form(f"/requests/{walk.number}/pay"))
    citizen.must(citizen.here().url.startswith(walk.places.payments), "the provider must come next")
    citizen.send(citizen.here().forms[0], act="pay")
    return f"paid at {walk.places.payments}"


def sign_in_as_a_clerk(walk: Walk) -> str:
    """A clerk joins by an invitation that works once, and signs in with a card of their own"""
    clerk = walk.clerk
    clerk.open(walk.invitation)
    clerk.send(clerk.form("/desk/sign-in"))
    clerk.sign_in()
    clerk.send(clerk.form(clerk.path()))
    clerk.must(clerk.path() == "/desk", "the desk must come next")
    return f"{clerk.persona.key} at {clerk.here().url}"


def decide(walk: Walk) -> str:
    """The clerk takes the file, which the citizen sees, and decides"""
    clerk, file = walk.clerk, f"/desk/files/{walk.number}"
    clerk.open_until(
        f"{walk.places.counter}/desk",
        lambda page: file in page.links,
        "the request must be in the queue once it is paid",
    )
    clerk.send(clerk.form(f"{file}/take"))
    clerk.send(clerk.form(f"{file}/granted"), **{"f.finding": FINDING})
    clerk.must(clerk.here().status < 400, "the decision must be taken")
    return f"{walk.number}: granted"


STEPS: tuple[Step, ...] = (
    submit_the_request,
    pay_the_fee,
    sign_in_as_a_clerk,
    decide,
)
