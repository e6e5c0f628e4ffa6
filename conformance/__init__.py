"""The OpenID Foundation's conformance suite, run against the provider without a person."""
