"""Makes ../input: 40 short texts, the daily log of a lighthouse that never was.

Run it from anywhere: python make_inputs.py. The same Python gives the same bytes.
"""

import pathlib
import random
import shutil

INPUT = pathlib.Path(__file__).resolve().parent.parent / "input"
SEED = 20261
TEXTS = 40
STATIONS = ("north-rock", "gull-point", "harbour-mouth", "long-shoal")

KEEPERS = ("Ada", "Bertil", "Maren", "Old Tomas", "the apprentice")
WINDS = ("a soft westerly", "a hard northerly", "a wind that could not decide", "hardly any wind",
         "a gale out of the south", "an easterly with rain in its pockets")
SIGHTINGS = ("a coal barge low in the water", "three herring boats", "the mail packet, late again",
             "a schooner without a flag", "nothing but gulls", "a seal asleep on the slipway",
             "a café steamer with its band still playing", "a raft of driftwood")
CHORES = ("trimmed the wick", "polished the great lens", "painted the seaward rail",
          "counted the oil casks", "mended the well rope", "wound the clockwork twice",
          "swept two hundred and six steps", "wrote to the harbour office about coal")
REMARKS = ("The lamp burned clear until dawn.", "The fog bell rang for {n} hours.",
           "The barometer fell {n} points before supper.", "Nobody slept much.",
           "The soup was better than the weather.", "Oil remaining: {n} casks.",
           "We shall need rope, candles and patience.", "The tide stood {n} hands over the mark.")


def paragraph(randomness):
    """Writes one watch of the log."""
    keeper = randomness.choice(KEEPERS)
    sentences = [
        f"{keeper[0].upper()}{keeper[1:]} took the watch in {randomness.choice(WINDS)}.",
        f"At {randomness.randrange(1, 12)} o'clock we saw {randomness.choice(SIGHTINGS)}.",
        f"Between the ships {keeper} {' and '.join(randomness.sample(CHORES, 2))}.",
    ]
    for remark in randomness.sample(REMARKS, randomness.randrange(1, 4)):
        sentences.append(remark.format(n=randomness.randrange(2, 40)))
    return " ".join(sentences)


def main():
    shutil.rmtree(INPUT, ignore_errors=True)
    for number in range(TEXTS):
        randomness = random.Random(SEED * 1000 + number)
        station = STATIONS[number % len(STATIONS)]
        watches = randomness.randrange(2, 9)
        text = "\n\n".join(paragraph(randomness) for _ in range(watches))
        folder = INPUT / station
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / f"log-{number + 1:02}.txt"
        path.write_text(f"Log of {station}, day {number + 1}\n\n{text}\n", encoding="utf-8")


if __name__ == "__main__":
    main()
