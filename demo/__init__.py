"""One call from beginning to end, shown to a person: `make demo`."""
