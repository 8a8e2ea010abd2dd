"""What run() is given: the mini-batch, and its context for scripts that ask for it."""

from .status_page import FIELD_TAKEN, NOWHERE


class MiniBatch(list):
    """A list of file paths that notes on the status page how far the script has iterated.

    Everything made from it (a copy, a slice, a pickle) is a plain list.
    """

    __slots__ = ("_fields",)

    def __init__(self, files, fields):
        list.__init__(self, files)
        self._fields = fields

    def __iter__(self):
        for taken, file in enumerate(list.__iter__(self), 1):
            self._fields[FIELD_TAKEN] = taken
            yield file

    def __reduce_ex__(self, protocol):
        return list, (self[:],)

    def detach(self):
        """Ends the noting when run() is over: a script may keep an iterator and go on with it."""
        self._fields = NOWHERE


class MiniBatchContext:
    """The optional second argument of run()."""

    __slots__ = ("minibatch_index", "partition_key_value", "dataset")

    def __init__(self, minibatch_index):
        self.minibatch_index = minibatch_index
        # Batch deployments take neither partition keys nor tabular inputs.
        self.partition_key_value = {}
        self.dataset = None

    def __repr__(self):
        return f"MiniBatchContext(minibatch_index={self.minibatch_index})"
