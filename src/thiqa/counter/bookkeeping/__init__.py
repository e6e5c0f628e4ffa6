"""The daily comparison of payments, for the supervisors of a body and for the operator."""
