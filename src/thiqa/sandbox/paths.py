"""Where the sandbox is."""

SANDBOX_PATH = "/sandbox"
LIST_PATH = "/sandbox/scenarios.json"
SCHEMA_PATH = "/sandbox/scenarios.schema.json"
