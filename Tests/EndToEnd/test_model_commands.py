"""Models: registered, looked into, scored with by name, deleted."""

from deployment import NAPPING


def test_a_registered_model_is_found_by_name_and_scored_with(deck, deploy, tmp_path):
    weights = tmp_path / "weights"
    weights.mkdir()
    (weights / "labels.json").write_text("[1, 2]")
    (weights / "data.bin").write_bytes(bytes(range(256)))

    created = deck.json("model", "create", "--name", "reader", "--path", weights)
    assert (created["name"], created["version"], created["file_count"]) == ("reader", "1", 2)
    again = deck.call("model", "create", "-n", "reader", "-v", "1", "-p", weights, code=2)
    assert again.errors == [
        "The model reader:1 is already registered; give another version, or none to take the next."]
    assert deck.json("model", "create", "-n", "reader", "-p", weights)["version"] == "2"
    listed = deck.call("model", "list", "--query", "[].version", "-o", "tsv", code=0)
    assert listed.out.split() == ["2", "1"]
    artifacts = deck.json("model", "artifacts", "reader:1", "weights")
    assert [entry["path"] for entry in artifacts] == ["weights/data.bin", "weights/labels.json"]
    shown = deck.call("model", "artifacts", "reader", "weights/labels.json", code=0)
    assert shown.out == "[\n  1,\n  2\n]\n"
    assert "weights/labels.json  JSON, 6 B" in shown.err

    deck.run(deploy(NAPPING), "--model", "reader:1", code=0)
    assert deck.show(deck.job)["lineage"]["model"] == "reader:1"

    deck.call("model", "delete", "-n", "reader", "-v", "2", "--yes", code=0)
    missing = deck.call("model", "show", "-n", "raeder", code=2)
    assert missing.errors == ['There is no model raeder; did you mean "reader"?']
