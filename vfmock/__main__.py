"""``python -m vfmock``: the command line."""

from vfmock.cli.main import main

if __name__ == "__main__":
    main()
