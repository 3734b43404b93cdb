"""One small function a rule: each gives the findings about one file, none changes anything."""
