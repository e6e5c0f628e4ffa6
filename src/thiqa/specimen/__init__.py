"""Servers that stand in, for tests and demonstrations, for what a card authority runs."""

from thiqa.specimen.ocsp_app import OcspApp

__all__ = ["OcspApp"]
