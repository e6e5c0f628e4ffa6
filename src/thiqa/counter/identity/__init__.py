"""Who the citizen is: the conversation with the provider, over HTTP alone."""
