"""The identity card: the specimen card in software, and the terminal that talks to a card."""

from thiqa.card.errors import CardError
from thiqa.card.login import CardApplication, find_application
from thiqa.card.personalise import personalise
from thiqa.card.personas import Persona, load_personas
from thiqa.card.profile import FINEID_V4, THIQA_SPECIMEN, CardProfile
from thiqa.card.software import SoftwareCard, open_card
from thiqa.card.transport import Card, InProcessConnection
from thiqa.card.web_eid import make_authentication_token

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
