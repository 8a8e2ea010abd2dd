"""The signal handlers and the mask that init() left, which the fork server does without."""

from .signals import signal


class ScriptSignals:
    """Handlers and mask of this process."""

    # What Python itself ignores, and what the worker does.
    _IGNORED = {signal.SIGPIPE, signal.SIGXFSZ, signal.SIGINT}

    def __init__(self):
        self._handlers = {}
        self._mask = set()

    def lay_aside(self):
        for number in signal.valid_signals():
            handler = signal.getsignal(number)
            # What has a handler in C, such as faulthandler's, looks like SIG_DFL here and stays.
            if handler in (None, signal.SIG_DFL):
                continue
            standard = signal.SIG_IGN if number in self._IGNORED else signal.SIG_DFL
            if handler != standard:
                self._handlers[number] = handler
                signal.signal(number, standard)
        self._mask = signal.pthread_sigmask(signal.SIG_SETMASK, ())

    def restore(self):
        for number, handler in self._handlers.items():
            signal.signal(number, handler)
        signal.pthread_sigmask(signal.SIG_SETMASK, self._mask)
