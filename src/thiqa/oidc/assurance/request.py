"""The request for verified claims (OpenID Connect for Identity Assurance, section 5.3)."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from thiqa.oidc.assurance.constraint import Constraint, malformed, read_constraint
from thiqa.oidc.assurance.shape import EVIDENCE_TYPES, VERIFICATION
from thiqa.oidc.assurance.template import Branch, asks_for, read_branch

MAX_REQUESTS = 10
MAX_CLAIMS = 50


@dataclass(frozen=True, slots=True)
class VerifiedClaimsRequest:
    """One element of the request; each is answered by itself."""

    verification: Branch
    claims: Mapping[str, Constraint]

    @property
    def wants_document_number(self) -> bool:
        """Whether the number of the document is asked for, which is more than evidence."""
        return asks_for(self.verification, "evidence", "document_details", "document_number")


def read_verified_claims_request(request: Any) -> tuple[VerifiedClaimsRequest, ...]:
    """Read one element or a list of them; raises InvalidRequestError for what is malformed.

    Members that the specification does not have are ignored: the `purpose` of older drafts
    too, since the citizen is shown the registered purpose and no text of the moment.
    """
    elements = request if isinstance(request, list) else [request]
    if len(elements) > MAX_REQUESTS:
        raise malformed(f"there are more than {MAX_REQUESTS} elements")
    return tuple(_read_element(each) for each in elements)


def _read_element(element: Any) -> VerifiedClaimsRequest:
    if not isinstance(element, dict):
        raise malformed("an element is not an object")
    for member in ("verification", "claims"):
        if member not in element:
            raise malformed(f"an element has no {member}")
    verification = element["verification"]
    branch = read_branch(VERIFICATION, verification, "verification")
    if "trust_framework" not in branch.members:
        raise malformed("verification has no trust_framework")
    for evidence in verification.get("evidence", ()):
        _check_evidence_type(evidence)
    return VerifiedClaimsRequest(branch, _read_claims(element["claims"]))


def _check_evidence_type(evidence: Mapping[str, Any]) -> None:
    """Section 5.4: the type is there with one value, and never with values."""
    wanted = evidence.get("type")
    if not isinstance(wanted, dict) or wanted.get("value") not in EVIDENCE_TYPES:
        raise malformed(f"the type of evidence is not one of {', '.join(EVIDENCE_TYPES)}")


def _read_claims(claims: Any) -> dict[str, Constraint]:
    """Section 5.3: null or no claims at all asks for the verification alone."""
    if claims is None:
        return {}
    if not isinstance(claims, dict) or len(claims) > MAX_CLAIMS:
        raise malformed("claims is not an object of reasonable size")
    return {name: read_constraint(how, f"claims/{name}") for name, how in claims.items()}
