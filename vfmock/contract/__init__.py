"""The contract: JSON Schemas for what the wire carries, and the violations that they find."""

from vfmock.contract.validation import Contract, Violation, load_contract

__all__ = ["Contract", "Violation", "load_contract"]
