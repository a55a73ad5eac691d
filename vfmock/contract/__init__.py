"""The contract: JSON Schemas of what the wire carries, and what they find wrong."""

from vfmock.contract.validation import Contract, Violation, load_contract

__all__ = ["Contract", "Violation", "load_contract"]
