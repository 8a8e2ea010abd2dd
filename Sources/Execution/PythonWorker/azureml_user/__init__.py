"""The package that Azure ML puts on a scoring script's path; it is on no package index."""
