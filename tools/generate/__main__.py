"""What ``python3 dev.py generate`` runs in the environment of the checkout."""

from __future__ import annotations

from tools.generate import write_all

for path in write_all():
    print(f"generated {path}")
