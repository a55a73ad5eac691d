"""Clocks: the only place that knows what time it is."""

from vfmock.runtime.clock.autojump import Autojump
from vfmock.runtime.clock.base import Clock, Timer
from vfmock.runtime.clock.mock import MockClock
from vfmock.runtime.clock.real import RealClock

__all__ = ["Autojump", "Clock", "MockClock", "RealClock", "Timer"]
