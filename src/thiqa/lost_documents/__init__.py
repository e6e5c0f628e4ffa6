"""Lost, stolen and revoked documents: asked of a signed list at hand, or of a service."""

from thiqa.lost_documents.errors import LostDocumentsError, ReportError, StatusListError
from thiqa.lost_documents.hidden_numbers import Series
from thiqa.lost_documents.http_service import HttpStatusService
from thiqa.lost_documents.models import ReportKind, StatusQuery, StatusSource
from thiqa.lost_documents.reports import Reports, read_reports
from thiqa.lost_documents.sources import FirstThatCanSay
from thiqa.lost_documents.status_list import StatusList, write_list

__all__ = [
    "FirstThatCanSay",
    "HttpStatusService",
    "LostDocumentsError",
    "ReportError",
    "ReportKind",
    "Reports",
    "Series",
    "StatusList",
    "StatusListError",
    "StatusQuery",
    "StatusSource",
    "read_reports",
    "write_list",
]
