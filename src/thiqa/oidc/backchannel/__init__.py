"""Decoupled login (OpenID Connect CIBA Core 1.0): asked here, confirmed on another device."""
