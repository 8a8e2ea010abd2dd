"""No work at all: what is left is what the machinery costs."""


def init():
    pass


def run(mini_batch):
    return [path.rsplit("/", 1)[-1] for path in mini_batch]
