"""Arrays in the shape of a TensorSpec."""


def fitted(array, shape, as_batch=False):
    """The array in `shape`, in which -1 stands for any length.

    Left as it is if that fits, before that as the only item of a batch if `as_batch`, and else
    reshaped.
    """
    candidates = [array[None], array] if as_batch else [array]
    for candidate in candidates:
        if _matches(candidate.shape, shape):
            return candidate
    try:
        return array.reshape(shape)
    except ValueError:
        raise ValueError(
            f"its shape is {array.shape}; the model's signature asks for {tuple(shape)}."
        ) from None


def _matches(actual, wanted):
    return len(actual) == len(wanted) and all(w in (-1, a) for a, w in zip(actual, wanted))
