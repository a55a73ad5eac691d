"""The checks: what holds clients, servers and recordings against the protocol.

``vfmock contract`` is their face. Nothing of the server knows them, and they know nothing of it but
its contract, its journal and the names of its faults: they judge from outside.
"""
