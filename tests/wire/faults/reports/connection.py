from tests.wire.faults.reports.base import Report

CONNECTION: dict[str, Report] = {}
