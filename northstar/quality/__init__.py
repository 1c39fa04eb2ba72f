"""The audit of the built file by Great Expectations, through a read-only dialect of our own."""
