from tests.wire.faults.reports.base import Report

WIRE: dict[str, Report] = {}
