"""The letters between us and a body that answers whether somebody is eligible."""

QUESTION = "eligibility-question+jwt"
ANSWER = "eligibility-answer+jwt"
QUESTIONS_PATH = "/questions"
