"""From a checked request to the answer: the steps, the consent, the grant."""
