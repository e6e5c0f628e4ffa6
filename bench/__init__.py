"""The benchmark: Thiqa beside a certified provider, on one machine, in one run."""
