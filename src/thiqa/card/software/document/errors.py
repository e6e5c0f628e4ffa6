"""What can be wrong with the description of a card.

CardError
└── DescriptionError   what is described makes no sense; each problem says where
"""

from thiqa.card.errors import CardError


class DescriptionError(CardError):
    """What is described makes no sense; `problems` are sentences that begin with their place."""

    def __init__(self, source: str, problems: tuple[str, ...]) -> None:
        super().__init__("\n".join(f"{source}: {problem}" for problem in problems))
        self.problems = problems
