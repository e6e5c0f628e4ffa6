"""What can end a login, told apart by who has to act.

CounterError
├── DeclinedError             the citizen said no
├── LoginGoneError            the login is unknown, used, too old, or another browser's
├── ProviderError             the provider is out of reach, or it failed
│   └── AnswerRefusedError    what it answered does not pass our checks
├── RequestRefusedError       the provider refused what we asked: we are set up wrongly
└── SettingsError             an environment variable that is unknown or of no use
"""

from thiqa.base import ThiqaError


class CounterError(ThiqaError):
    """The service cannot go on; the text is for its operator."""


class DeclinedError(CounterError):
    """The citizen did not want to be identified to us."""


class LoginGoneError(CounterError):
    """No such login waits for this browser: used, too old, or begun elsewhere."""


class ProviderError(CounterError):
    """The provider cannot be reached, or it failed."""


class AnswerRefusedError(ProviderError):
    """Something that claims to come from the provider does not pass our checks."""


class RequestRefusedError(CounterError):
    """The provider refused our request: our registration or our code is wrong."""


class SettingsError(CounterError):
    """A setting is unknown, or its value is of no use."""
