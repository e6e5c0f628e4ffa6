"""How each provider is spoken to, step by step."""

from bench.flows.provider import Material, Provider, Signed, Tokens

__all__ = ["Material", "Provider", "Signed", "Tokens"]
