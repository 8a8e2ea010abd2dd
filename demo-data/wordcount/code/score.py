"""Scoring script of the word counter: writes its own results, one JSON file per mini-batch."""

import collections
import hashlib
import json
import logging
import os
import re

logger = logging.getLogger(__name__)

WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")


def init():
    """Loads the stop words once per worker process."""
    global output_folder, stopwords, top_words

    output_folder = os.environ["AZUREML_BI_OUTPUT_PATH"]
    top_words = int(os.environ.get("TOP_WORDS", "10"))
    stopwords_path = os.path.join(os.environ["AZUREML_MODEL_DIR"], "model", "stopwords.txt")
    with open(stopwords_path, encoding="utf-8") as lines:
        stopwords = frozenset(line.strip() for line in lines if line.strip())
    logger.info("Loaded %d stop words", len(stopwords))


def run(mini_batch):
    """Counts each file and returns the names of the files that were counted."""
    counts = []
    for path in mini_batch:
        with open(path, encoding="utf-8") as text:
            counts.append(count(os.path.basename(path), text.read()))

    # Workers share the output folder. Named after its files, a mini-batch has a name of its own and
    # keeps it when it is run again; the file appears under that name only when it is whole.
    digest = hashlib.sha256("\n".join(mini_batch).encode("utf-8", "surrogateescape")).hexdigest()
    target = os.path.join(output_folder, f"words-{digest[:16]}.json")
    with open(target + ".part", "w", encoding="utf-8") as output:
        json.dump(counts, output, ensure_ascii=False, indent=2)
        output.write("\n")
    os.replace(target + ".part", target)
    return [row["file"] for row in counts]


def count(name, text):
    """Returns the size of one text and its most frequent words that are not stop words."""
    words = [word.lower() for word in WORD.findall(text)]
    frequent = collections.Counter(word for word in words if word not in stopwords)
    # Equal counts stand in alphabetical order, so that the result depends on the text alone.
    ranked = sorted(frequent.items(), key=lambda item: (-item[1], item[0]))
    return {
        "file": name,
        "lines": len(text.splitlines()),
        "words": len(words),
        "distinct_words": len(set(words)),
        "top": dict(ranked[:top_words]),
    }
