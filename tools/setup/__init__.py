"""What ``dev.py`` needs to install the programs of a checkout. Only Python and git are there then.

Python 3.8 can read these files, as it can read ``dev.py``.
"""
