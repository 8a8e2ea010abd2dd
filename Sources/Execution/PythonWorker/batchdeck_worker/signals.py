"""Signals without the enumerations of the signal module, which take milliseconds to load."""

try:
    import _signal as signal  # noqa: F401
except ImportError:
    import signal  # noqa: F401
