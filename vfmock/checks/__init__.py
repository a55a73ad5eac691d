"""The checks compare clients, servers and recordings with the protocol.

Users call them with ``vfmock contract``. The server does not know the checks. The checks know only
the server's contract, its journal and the names of its faults: they judge from outside.
"""
