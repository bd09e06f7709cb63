"""The console: a page of the worker that shows its latest events and reads a pasted article."""
