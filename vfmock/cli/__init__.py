"""The command line. Each command has one file in ``vfmock.cli.commands``."""
