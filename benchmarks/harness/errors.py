"""What can go wrong in a run, as errors that the command line prints without a traceback."""


class BenchmarkError(Exception):
    """A run that cannot give a sound number; the text says which server and why."""


class ServerError(BenchmarkError):
    """A server that does not start, or stopped by itself."""


class LoadError(BenchmarkError):
    """A server that answers something else than the turn, or does not answer in time."""
