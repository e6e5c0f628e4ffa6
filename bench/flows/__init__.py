"""How each provider is spoken to, step by step."""

from bench.flows.provider import Material, Provider, Tokens

__all__ = ["Material", "Provider", "Tokens"]
