"""Tests of what is shipped: the wheel, the sdist, the container image, and of ``dev.py``."""
