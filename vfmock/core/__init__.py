"""The pure core. It has no I/O, no clock, no randomness and no ids of its own."""
