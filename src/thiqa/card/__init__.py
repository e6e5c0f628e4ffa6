"""The identity card: the specimen card in software, and the terminal that talks to a card.

To read it from top to bottom, each chapter resting on those before it:

1. `transport`: `apdu`, `tlv`, `exchange`; then `fitted_card` and `binary`: how bytes reach a card.
2. `data_groups`: `files`, `mrz`, `dg1`, `security_infos`; the other data groups when they are met.
3. `channel`: `suite`, `derivation`, `passwords`, `secure_messaging`, and `bac`, the oldest way in.
4. `channel/pace`: `protocols`, `choice`, `terminal`, and `card`, which answers it.
5. `channel`: `chip_authentication`, `active_authentication`; `cv_certificates` (`certificate`,
   `trust`), and `terminal_authentication`, which shows them.
6. `reading`: `reader`, a table of steps that uses all of these.
7. `verification`: `verify`, a table of seventeen checks; `sod`, `passive_authentication`,
   `chip_checks`, `document_checks`; `policy`, `reasons`, `verdict`.
8. `software`: `card`, the other end of every command; `file_system`, `security`; `document`, which
   makes what is on it, and `faults`, which makes it wrong.
9. `login`: the application that signs logins, and the token that a site gets.

Chapters 3 to 7 are the way from a password to a document that may be believed.
"""

from thiqa.card.errors import CardError
from thiqa.card.login.application import CardApplication, find_application
from thiqa.card.login.web_eid import make_authentication_token
from thiqa.card.profile import FINEID_V4, THIQA_SPECIMEN, CardProfile
from thiqa.card.software.card import SoftwareCard, open_card
from thiqa.card.software.personalise import personalise
from thiqa.card.software.personas import Persona, load_personas
from thiqa.card.transport.connection import Card, InProcessConnection

__all__ = [
    "FINEID_V4",
    "THIQA_SPECIMEN",
    "Card",
    "CardApplication",
    "CardError",
    "CardProfile",
    "InProcessConnection",
    "Persona",
    "SoftwareCard",
    "find_application",
    "load_personas",
    "make_authentication_token",
    "open_card",
    "personalise",
]
