"""The command line: one file a command, in ``vfmock.cli.commands``."""
