"""One specimen country for a test run, one provider for each test."""
