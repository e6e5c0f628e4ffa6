"""The identity card: the specimen card in software, and the terminal that talks to a card."""

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
