"""What the lines of a service's log say."""

from thiqa.console.models import Act
from thiqa.web.messages import message

ACTS = {
    Act.CREATED: message("began the service"),
    Act.CHANGED: message("changed the registration"),
    Act.NARROWED: message("changed the registration: live at once, it asks for no more"),
    Act.SANDBOX: message("brought it into the sandbox"),
    Act.INVITED: message("invited somebody"),
    Act.JOINED: message("became an owner"),
    Act.LEFT: message("left"),
    Act.REMOVED: message("removed an owner"),
    Act.TESTED: message("started a self-test"),
    Act.SUBMITTED: message("asked for approval"),
    Act.RECALLED: message("no longer asks for approval"),
    Act.APPROVED: message("approved, as an operator"),
    Act.REFUSED: message("refused, as an operator"),
    Act.LIVE: message("completed the approval: the registration is live"),
}
