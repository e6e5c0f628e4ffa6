"""Reconciliation: a service's receipts and our record are held against each other."""

from thiqa.reconciliation.endpoint import reconciliation_endpoint
from thiqa.reconciliation.store import Records, Store

__all__ = ["Records", "Store", "reconciliation_endpoint"]
