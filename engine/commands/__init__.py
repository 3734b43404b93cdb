"""The commands of the program, a module for each reason to change; `engine.cli` puts them together."""
