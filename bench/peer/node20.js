// Node 20 lacks URL.parse (Node 22.1), which the provider calls.

URL.parse ??= (text, base) => (URL.canParse(text, base) ? new URL(text, base) : null);
