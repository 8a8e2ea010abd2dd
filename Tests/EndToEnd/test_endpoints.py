"""Endpoints and their deployments, from create to delete."""

import json
import re

import pytest

from deployment import NAPPING

TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")
INTRO = "deployment sheet-reader of endpoint sheets"


@pytest.fixture
def sheets(deck, deploy):
    """A deployment's files; its endpoint `sheets` is there, without a deployment."""
    deck.call("batch-endpoint", "create", "--name", "sheets", code=0)
    return deploy(NAPPING)


def create(deck, sheets, *options, code=0):
    return deck.call("batch-deployment", "create", "--file", sheets.manifest, *options, code=code)


def invoke(deck, *options, code=0, **call):
    return deck.call(
        "batch-endpoint", "invoke", "--name", "sheets", "--python", deck.python, *options,
        code=code, **call)


def begin(deck, sheets, *options):
    """Invokes the endpoint and returns the job's name."""
    return invoke(
        deck, "--input", sheets.input, *options, "--query", "name", "-o", "tsv").out.strip()


# Endpoints


def test_an_endpoint_has_azures_fields(deck, tmp_path):
    manifest = tmp_path / "endpoint.yml"
    manifest.write_text(
        "name: digits\ndescription: Sheets.\nauth_mode: aad_token\ntags: {team: a}\n")

    created = deck.call("batch-endpoint", "create", "-f", manifest, "--tags", "b=1", "c=2", code=0)

    assert created.err == "Endpoint digits is created.\n"
    shown = json.loads(created.out)
    assert shown == deck.json("batch-endpoint", "show", "-n", "digits")
    assert TIME.fullmatch(shown.pop("creation_context")["created_at"])
    assert shown == {
        "name": "digits", "description": "Sheets.", "tags": {"team": "a", "b": "1", "c": "2"},
        "properties": {}, "auth_mode": "aad_token", "defaults": {"deployment_name": None},
        "provisioning_state": "Succeeded", "scoring_uri": None, "id": "/batchEndpoints/digits",
    }
    printed = deck.call("batch-endpoint", "show", "-n", "digits", "-o", "yaml", code=0).out
    manifest.write_text(printed)
    again = deck.call("batch-endpoint", "create", "-f", manifest, "-o", "none", code=0)
    assert again.err == "Endpoint digits is updated.\n"
    assert deck.call("batch-endpoint", "show", "-n", "digits", "-o", "yaml").out == printed


def test_endpoints_are_listed_by_name(deck):
    assert deck.json("batch-endpoint", "list") == []
    empty = deck.call("batch-endpoint", "list", "-o", "table", code=0)
    assert (empty.out, empty.err) == (
        "", "No endpoints yet. Create one with: batchdeck batch-endpoint create --name NAME\n")
    for name in ["sheets", "digits"]:
        deck.call("batch-endpoint", "create", "-n", name, "--no-wait", code=0)

    listed = deck.call("batch-endpoint", "list", "--query", "[].name", "-o", "tsv", code=0)
    assert listed.out.split() == ["digits", "sheets"]
    table = deck.call("batch-endpoint", "list", "-o", "table", code=0).out.splitlines()
    assert table[0].split() == ["NAME", "DEFAULT", "DEPLOYMENTS", "CREATED"]
    assert table[1].split()[:3] == ["digits", "-", "0"]


def test_the_default_deployment_is_set_in_four_ways_and_survives_a_create(deck, sheets):
    def default():
        shown = deck.json("batch-endpoint", "show", "-n", "sheets")
        return shown["defaults"]["deployment_name"]

    create(deck, sheets, "--set-default")
    assert default() == "sheet-reader"
    create(deck, sheets, "--name", "other")
    assert default() == "sheet-reader"
    update = ["batch-endpoint", "update", "--name", "sheets"]
    assert deck.call(*update, "--set", "defaults.deployment_name=other", code=0).err == (
        "Endpoint sheets is updated.\n")
    assert default() == "other"
    deck.call(*update, "--defaults", "deployment_name=sheet-reader", code=0)
    assert default() == "sheet-reader"
    deck.call("batch-endpoint", "create", "-n", "sheets", "--description", "again", code=0)
    assert default() == "sheet-reader"
    deck.call(
        "batch-deployment", "update", "-n", "other", "-e", "sheets", "--set-default", code=0)
    assert default() == "other"


# Deployments


def test_a_deployment_has_azures_fields_and_what_it_names_is_registered(deck, sheets):
    sheets.edit_manifest("  path: ./model", "  name: reader\n  path: ./model")
    created = create(deck, sheets, "--set", "tags.team=a", "description=Reads.")

    assert created.errors == [
        "Registered model reader:1.", "Deployment sheet-reader of endpoint sheets is created."]
    shown = json.loads(created.out)
    assert shown == deck.json("batch-deployment", "show", "-n", "sheet-reader", "-e", "sheets")
    assert [shown] == deck.json("batch-deployment", "list", "-e", "sheets")
    assert TIME.fullmatch(shown.pop("creation_context")["created_at"])
    assert shown == {
        "name": "sheet-reader", "endpoint_name": "sheets", "description": "Reads.",
        "tags": {"team": "a"}, "properties": {}, "model": "azureml:reader:1",
        "environment": {"image": "mcr.microsoft.com/azureml/openmpi4.1.0-ubuntu22.04:latest", "tags": {}},
        "code_configuration": {
            "code": str(sheets.folder / "code"), "scoring_script": "score.py"},
        "compute": "azureml:batch-cluster", "resources": {"instance_count": 1},
        "mini_batch_size": 2, "max_concurrency_per_instance": 2, "error_threshold": -1,
        "retry_settings": {"max_retries": 0, "timeout": 60}, "output_action": "append_row",
        "output_file_name": "predictions.csv", "logging_level": "info",
        "environment_variables": {}, "provisioning_state": "Succeeded",
        "id": "/batchEndpoints/sheets/deployments/sheet-reader",
    }


@pytest.mark.parametrize("demo", ["digits", "wordcount", "mlflow-tabular"])
def test_a_manifest_printed_back_reads_in_again_as_equal(deck, repository, tmp_path, demo):
    folder = repository / "demo-data" / demo
    endpoint = deck.json("batch-endpoint", "create", "-f", folder / "endpoint.yml")["name"]

    def printed(name):
        return deck.call("batch-deployment", "show", "-n", name, "-e", endpoint, "-o", "yaml", code=0).out

    created = json.loads(create_demo(deck, folder / "deployment.yml").out)
    name = created["name"]
    first = printed(name)
    manifest = tmp_path / "printed.yml"
    manifest.write_text(first)
    again = create_demo(deck, manifest)

    assert again.errors == [f"Deployment {name} of endpoint {endpoint} is updated."]
    assert json.loads(again.out) == created
    assert printed(name) == first
    # What was registered is the same, not a second version of it.
    assert created["model"].endswith(":1")
    assert [model["version"] for model in deck.json("model", "list")] == ["1"]


def create_demo(deck, manifest):
    return deck.call("batch-deployment", "create", "-f", manifest, "-o", "json", code=0)


def test_the_latest_model_is_the_one_of_the_creation(deck, sheets, tmp_path):
    for number in (1, 2):
        weights = tmp_path / f"{number}/weights"
        weights.mkdir(parents=True)
        (weights / "n.txt").write_text(f"{number}")
        deck.call("model", "create", "-n", "reader", "-p", weights, code=0)
        if number == 1:
            shown = json.loads(
                create(deck, sheets, "--set", "model=azureml:reader@latest", "--set-default").out)
            assert shown["model"] == "azureml:reader:1"

    changed = deck.json(
        "batch-deployment", "update", "-n", "sheet-reader", "-e", "sheets",
        "--set", "settings.mini_batch_size=1")
    assert (changed["model"], changed["mini_batch_size"]) == ("azureml:reader:1", 1)
    name = begin(deck, sheets)
    shown = deck.wait_for_status(name, "Completed")
    assert shown["lineage"]["model"] == "reader:1"
    refused = deck.call("model", "delete", "-n", "reader", "-v", "1", "-y", code=2)
    assert refused.errors == [
        "The model reader:1 is used by the deployment sheet-reader of endpoint sheets; "
        "delete that first."]
    assert json.loads(create(deck, sheets, "--set", "model=azureml:reader@latest").out)["model"] == (
        "azureml:reader:2")


def test_a_described_model_is_registered_once_for_each_content(deck, sheets):
    sheets.edit_manifest("  path: ./model", "  name: reader\n  path: ./model")
    assert "Registered model reader:1." in create(deck, sheets).errors
    assert "Registered model reader:1." not in create(deck, sheets).errors
    (sheets.folder / "model/weights.txt").write_text("4 5 6\n")
    assert "Registered model reader:2." in create(deck, sheets).errors

    clash = create(deck, sheets, "--set", "model.version=1", code=2)
    assert clash.errors == [
        "--set model.version=1: The model reader:1 is already registered with other content; "
        "give another version, or none to take the next."]
    assert json.loads(create(deck, sheets, "--set", "model.version=2").out)["model"] == (
        "azureml:reader:2")


def test_what_is_registered_needs_its_files_no_more(deck, sheets):
    sheets.edit_manifest("  path: ./model", "  name: reader\n  path: ./model")
    create(deck, sheets, "--set-default")
    (sheets.folder / "model/weights.txt").unlink()
    (sheets.folder / "model").rmdir()

    changed = deck.json(
        "batch-deployment", "update", "-n", "sheet-reader", "-e", "sheets",
        "--set", "settings.mini_batch_size=1")

    assert (changed["model"], changed["mini_batch_size"]) == ("azureml:reader:1", 1)
    deck.wait_for_status(begin(deck, sheets), "Completed")


def test_a_described_environment_is_registered_once_for_each_content(deck, sheets):
    sheets.edit_manifest("  image:", "  name: plain\n  image:")
    assert "Registered environment plain:1." in create(deck, sheets).errors
    again = create(deck, sheets)
    assert again.errors == [f"{INTRO.capitalize()} is updated."]
    assert json.loads(again.out)["environment"] == "azureml:plain:1"
    assert "Registered environment plain:2." in create(
        deck, sheets, "--set", "environment.image=debian:12").errors

    clash = create(deck, sheets, "--set", "environment.version=2", code=2)
    assert clash.errors == [
        "--set environment.version=2: The environment plain:2 is already registered with other content; "
        "give another version, or none to take the next."]


def test_the_command_line_names_deployment_and_endpoint(deck, sheets):
    sheets.edit_manifest("endpoint_name: sheets\n", "")
    missing = create(deck, sheets, code=2)
    assert missing.errors == [
        f"{sheets.manifest}: endpoint_name is missing; give --endpoint-name NAME."]

    shown = json.loads(create(deck, sheets, "--name", "blue", "--endpoint-name", "sheets").out)

    assert (shown["name"], shown["endpoint_name"]) == ("blue", "sheets")


def test_a_path_that_is_set_starts_at_the_working_directory(deck, sheets):
    create(deck, sheets)
    (sheets.folder / "code").rename(sheets.folder / "code2")

    shown = deck.json(
        "batch-deployment", "update", "-n", "sheet-reader", "-e", "sheets",
        "--set", "code_configuration.code=sheets/code2")

    assert shown["code_configuration"]["code"] == str(sheets.folder / "code2")


# What is refused

REFUSED_DEPLOYMENTS = {
    "endpoint": (
        ["-e", "shets"],
        '--endpoint-name shets: there is no endpoint "shets"; did you mean "sheets"?'),
    "no endpoint like it": (
        ["-e", "wine"],
        '--endpoint-name wine: there is no endpoint "wine"; '
        "make it with: batchdeck batch-endpoint create --name wine"),
    "model": (
        ["--set", "model=azureml:reader:3"],
        "--set model=azureml:reader:3: the model reader:3 is not registered; "
        "make it with: batchdeck model create --name reader --path PATH"),
    "latest model": (
        ["--set", "model=azureml:reader@latest"],
        "--set model=azureml:reader@latest: the model reader is not registered; "
        "make it with: batchdeck model create --name reader --path PATH"),
    "environment": (
        ["--set", "environment=azureml:plain:1"],
        "--set environment=azureml:plain:1: the environment plain:1 is not registered; "
        "make it with: batchdeck environment create --name plain --conda-file FILE"),
    "script": (
        ["--set", "code_configuration.scoring_script=scores.py"],
        '--set code_configuration.scoring_script=scores.py: scoring script "code/scores.py" '
        'does not exist. Did you mean "code/score.py"?'),
    "setting": (
        ["--set", "settings.mini_batch_size=0"],
        '--set settings.mini_batch_size=0: mini_batch_size is "0"; it must be at least 1.'),
}


@pytest.mark.parametrize("case", REFUSED_DEPLOYMENTS)
def test_a_deployment_that_cannot_be_created_says_why(deck, sheets, case):
    options, message = REFUSED_DEPLOYMENTS[case]

    assert create(deck, sheets, *options, code=2).errors == [message]

    assert deck.json("batch-deployment", "list", "-e", "sheets") == []


def test_a_script_that_cannot_run_is_not_deployed(deck, sheets):
    sheets.write_script("def init():\n    return (1 +\n")
    message = "code/score.py:2:12: '(' was never closed. Go on all the same with --skip-script-validation."

    assert create(deck, sheets, code=2).errors == [message]
    assert deck.json("batch-deployment", "list", "-e", "sheets") == []

    create(deck, sheets, "--skip-script-validation")
    update = "batch-deployment", "update", "-n", "sheet-reader", "-e", "sheets", "--set", "tags.a=b"
    assert deck.call(*update, code=2).errors == [f"sheets/{message}"]
    assert deck.json(*update, "--skip-script-validation")["tags"] == {"a": "b"}


def test_without_any_python_a_script_is_left_to_its_first_job(deck, sheets, tmp_path):
    deck.environment["PATH"] = str(tmp_path)
    sheets.write_script("def init():\n    return (1 +\n")

    assert create(deck, sheets).errors == ["Deployment sheet-reader of endpoint sheets is created."]


def test_what_a_deployment_has_for_azures_clusters_alone_is_said(deck, sheets):
    sheets.edit_manifest("  instance_count: 1", "  instance_count: 1\n  instance_type: Standard_NC6")
    curated = "AzureML-sklearn-1.0-ubuntu20.04-py38-cpu@latest"
    created = create(deck, sheets, "--set", f"environment=azureml:{curated}", "-o", "table")

    assert created.out.splitlines()[-1] == (
        "not used     compute azureml:batch-cluster, instance_type Standard_NC6, "
        f"environment {curated}")
    name = begin(deck, sheets, "-d", "sheet-reader")
    deck.wait_for_status(name, "Completed")


def test_only_an_mlflow_model_is_deployed_without_a_script(deck, sheets):
    deck.call("model", "create", "-n", "reader", "-p", sheets.folder / "model", code=0)
    manifest = sheets.folder / "bare.yml"
    manifest.write_text("name: bare\nmodel: azureml:reader:1\ncompute: azureml:c\n")

    refused = deck.call(
        "batch-deployment", "create", "-f", manifest, "-e", "sheets", code=2)

    assert refused.errors == [
        f"{manifest}:2:8: the model reader:1 is a custom_model; only MLflow models run without "
        "code_configuration."]


REFUSED_WORDS = {
    "unknown endpoint": (
        ["batch-endpoint", "show", "-n", "shets"], 2,
        'There is no endpoint shets; did you mean "sheets"?'),
    "unknown deployment": (
        ["batch-deployment", "show", "-n", "sheet-raeder", "-e", "sheets"], 2,
        'There is no deployment sheet-raeder of endpoint sheets; did you mean "sheet-reader"?'),
    "unknown default": (
        ["batch-endpoint", "update", "-n", "sheets", "--set", "defaults.deployment_name=sheet-raeder"], 2,
        'There is no deployment sheet-raeder of endpoint sheets; did you mean "sheet-reader"?'),
    "default without a key": (
        ["batch-endpoint", "update", "-n", "sheets", "--defaults", "sheet-reader"], 64,
        'Error: --defaults is "sheet-reader"; it must be KEY=VALUE.'),
    "default of another key": (
        ["batch-endpoint", "update", "-n", "sheets", "--defaults", "name=x"], 64,
        'Error: --defaults is "name=x"; it must be deployment_name=NAME.'),
    "tag without a value": (
        ["batch-endpoint", "update", "-n", "sheets", "--tags", "a"], 64,
        'Error: --tags is "a"; it must be KEY=VALUE.'),
    "endpoint renamed": (
        ["batch-endpoint", "update", "-n", "sheets", "--set", "name=other"], 2,
        "Endpoint sheets cannot be renamed; create other instead."),
    "endpoint's name": (
        ["batch-endpoint", "create", "-n", "2nd"], 2,
        '--name 2nd: name is "2nd"; it must be letters, digits and "-", beginning with a letter and '
        "ending with a letter or digit."),
    "deployment moved": (
        ["batch-deployment", "update", "-n", "sheet-reader", "-e", "sheets",
         "--set", "endpoint_name=other"], 2,
        "Deployment sheet-reader of endpoint sheets cannot be renamed or moved; "
        "create another one instead."),
    "no manifest": (
        ["batch-deployment", "create", "-n", "x"], 64,
        "Error: Missing expected argument '--file <file>'"),
    "endpoint deleted unasked": (
        ["batch-endpoint", "delete", "-n", "sheets"], 2,
        "Nothing was deleted; confirm it with --yes."),
    "deployment deleted unasked": (
        ["batch-deployment", "delete", "-n", "sheet-reader", "-e", "sheets"], 2,
        "Nothing was deleted; confirm it with --yes."),
}


@pytest.mark.parametrize("case", REFUSED_WORDS)
def test_a_verb_that_cannot_be_done_says_why(deck, sheets, case):
    create(deck, sheets)
    words, code, message = REFUSED_WORDS[case]

    assert deck.call(*words, code=code).errors[0] == message

    assert deck.json("batch-endpoint", "show", "-n", "sheets")["defaults"] == {
        "deployment_name": None}
    assert len(deck.json("batch-deployment", "list", "-e", "sheets")) == 1


# Jobs


def test_a_job_goes_to_the_default_deployment_or_the_one_that_is_named(deck, sheets):
    create(deck, sheets, "--set-default")
    create(deck, sheets, "--name", "other")

    invoked = json.loads(invoke(deck, "--input", sheets.input).out)
    other = begin(deck, sheets, "--deployment-name", "other")

    name = invoked["name"]
    shown = deck.wait_for_status(name, "Completed")
    assert set(invoked) == set(shown)
    assert (shown["endpoint_name"], shown["deployment_name"]) == ("sheets", "sheet-reader")
    assert deck.lines(name).keys() == sheets.names
    assert deck.wait_for_status(other, "Completed")["deployment_name"] == "other"
    jobs = deck.json("job", "list")
    assert {job["endpoint_name"] for job in jobs} == {"sheets"}
    assert deck.json("batch-endpoint", "list-jobs", "-n", "sheets") == jobs
    assert [job["name"] for job in jobs if job["deployment_name"] == "other"] == [other]
    for words in (
        ["batch-endpoint", "list-jobs", "-n", "sheets", "-d", "other"],
        ["batch-deployment", "list-jobs", "-n", "other", "-e", "sheets"],
    ):
        assert [job["name"] for job in deck.json(*words)] == [other]


def test_list_jobs_has_the_jobs_of_its_endpoint_alone(deck, sheets, deploy):
    create(deck, sheets, "--set-default")
    others = deploy(NAPPING, folder="others", name="others")
    others.edit_manifest("endpoint_name: sheets", "endpoint_name: wine")
    deck.run(others, code=0)

    assert deck.json("batch-endpoint", "list-jobs", "-n", "sheets") == []
    hint = deck.call("batch-endpoint", "list-jobs", "-n", "sheets", "-o", "table", code=0)
    assert hint.err == (
        "No jobs yet. Begin one with: batchdeck batch-endpoint invoke -n sheets --input FOLDER\n")


def test_an_endpoint_without_a_default_says_where_a_job_can_go(deck, sheets):
    empty = invoke(deck, "--input", sheets.input, code=2)
    assert empty.errors == [
        "The endpoint sheets has no deployments to route to; create one with: "
        "batchdeck batch-deployment create --file FILE --endpoint-name sheets"]

    create(deck, sheets)
    create(deck, sheets, "--name", "other")
    unset = invoke(deck, "--input", sheets.input, code=2)

    assert unset.errors == [
        "The endpoint sheets has no default deployment to route to; name one with "
        "--deployment-name (other, sheet-reader), or set it with: batchdeck batch-endpoint update "
        "-n sheets --set defaults.deployment_name=other"]


OVERRIDES = {
    "options": [
        "--mini-batch-size", "3", "--instance-count", "2", "--error-threshold", "7",
        "--max-retries", "1", "--timeout", "9"],
    "set": [
        "--set", "mini_batch_size=3", "instance_count=2", "error_threshold=7",
        "--set", "retry_settings.max_retries=1", "retry_settings.timeout=9"],
    "set, as manifests and other documents spell it": [
        "--set", "settings.mini_batch_size=3", "compute.instance_count=2",
        "settings.error_threshold=7", "max_retries=1", "settings.retry_settings.timeout=9"],
    "an option wins": [
        "-m", "3", "-c", "2", "--error-threshold", "7", "--max-retries", "1", "--timeout", "9",
        "--set", "mini_batch_size=1", "instance_count=1", "error_threshold=0", "max_retries=5",
        "timeout=1"],
}


@pytest.mark.parametrize("case", OVERRIDES)
def test_a_job_has_settings_of_its_own(deck, sheets, case):
    create(deck, sheets, "--set-default")

    name = begin(deck, sheets, *OVERRIDES[case])

    settings = deck.show(name)["settings"]
    assert settings.pop("invocation")[:2] == ["batch-endpoint", "invoke"]
    assert settings == {
        "mini_batch_size": 3, "workers": 4, "error_threshold": 7, "max_retries": 1,
        "timeout_seconds": 9, "output_action": "append_row", "input_path": str(sheets.input),
        "memory_limit_bytes": None,
    }
    deck.wait_for_status(name, "Completed")
    shown = deck.json("batch-deployment", "show", "-n", "sheet-reader", "-e", "sheets")
    assert (shown["mini_batch_size"], shown["resources"]) == (2, {"instance_count": 1})


def test_workers_are_asked_for_directly_as_run_has_it(deck, sheets):
    create(deck, sheets, "--set-default")

    name = begin(
        deck, sheets, "--workers", "3", "--instance-count", "2", "--set", "error_threshold=0",
        "--error-threshold", "-1")

    settings = deck.show(name)["settings"]
    assert (settings["workers"], settings["error_threshold"]) == (3, -1)
    deck.wait_for_status(name, "Completed")


OUTPUTS = {
    "option": ["--output-path", "{folder}"],
    "URI": ["--output-path", "file://{folder}"],
    "set": ["--set", "outputs.score.path={folder}"],
}


@pytest.mark.parametrize("case", OUTPUTS)
def test_a_job_writes_where_it_is_told(deck, sheets, tmp_path, case):
    create(deck, sheets, "--set-default")
    folder = tmp_path / "rows"

    name = begin(
        deck, sheets, *(word.format(folder=folder) for word in OUTPUTS[case]),
        "--set", "output_file_name=mine.csv", "--job-name", "mine_1")

    assert name == "mine_1"
    deck.wait_for_status(name, "Completed")
    assert set((folder / "mine.csv").read_text().split()) == sheets.names


def test_an_inputs_file_names_input_and_output(deck, sheets, tmp_path):
    create(deck, sheets, "--set-default")
    file = tmp_path / "inputs.yml"
    file.write_text(
        "inputs:\n  sheets:\n    type: uri_folder\n    path: sheets/input\n"
        "outputs:\n  score:\n    path: rows\n")

    first = invoke(deck, "--file", file, "--query", "name", "-o", "tsv").out.strip()
    second = invoke(
        deck, "--set", "inputs.sheets.type=uri_file", "inputs.sheets.path=sheets/input/0001.txt",
        "--query", "name", "-o", "tsv").out.strip()

    deck.wait_for_status(first, "Completed")
    assert set((tmp_path / "rows/predictions.csv").read_text().split()) == sheets.names
    deck.wait_for_status(second, "Completed")
    assert deck.lines(second).keys() == {"0001.txt"}


REFUSED_JOBS = {
    "no input": ([], 64, "Error: Missing expected argument '--input <input>'"),
    "two inputs": (
        ["--input", "{input}", "--file", "inputs.yml"], 64,
        "Error: What to score is named by --input and again by --file; keep one of them."),
    "two inputs, one set": (
        ["--input", "{input}", "--set", "inputs.a.path=b"], 64,
        "Error: What to score is named by --input and again by --set; keep one of them."),
    "type beside a file": (
        ["--file", "inputs.yml", "--input-type", "uri_file"], 64,
        "Error: --input-type goes with --input; keep the type where the input is."),
    "missing input": (
        ["--input", "nowhere"], 2, "--input nowhere: there is no such file or folder."),
    "remote input": (
        ["--input", "https://example.org/sheets"], 2,
        "--input https://example.org/sheets: only local files and folders, "
        "file:/// URIs and registered data (azureml:NAME:VERSION) can be scored here."),
    "datastore": (
        ["--input", "azureml:/subscriptions/1/data/x"], 2,
        "--input azureml:/subscriptions/1/data/x: only local files and folders, "
        "file:/// URIs and registered data (azureml:NAME:VERSION) can be scored here."),
    "data asset": (
        ["--input", "azureml:sheets@latest"], 2,
        "--input azureml:sheets@latest: the data asset sheets is not registered; register it with: "
        "batchdeck data create --name sheets --path PATH"),
    "folder for a file": (
        ["--input", "{input}", "--input-type", "uri_file"], 2,
        "--input {input}: this is a folder, and --input-type is uri_file; give uri_folder."),
    "file for a folder": (
        ["--input", "file://{input}/0001.txt", "--input-type", "uri_folder"], 2,
        "--input file://{input}/0001.txt: this is a file, and --input-type is uri_folder; "
        "give uri_file."),
    "remote output": (
        ["--input", "{input}", "--output-path", "azureml://datastores/x/paths/y"], 2,
        "--output-path azureml://datastores/x/paths/y: only local folders can be written to; "
        "name one."),
    "remote output, set": (
        ["--input", "{input}", "--set", "outputs.score.path=azureml:x"], 2,
        "--set outputs.score.path azureml:x: only local folders can be written to; name one."),
    "gone data asset": (
        ["--input", "azureml:moved:1"], 2,
        "--input azureml:moved:1: it is no longer at {folder}/moved; put it back, or register it "
        "again."),
    "setting of the deployment": (
        ["--input", "{input}", "--set", "logging_level=debug"], 2,
        "--set logging_level=debug: a job takes its logging_level from the deployment; it may have "
        "its own mini_batch_size, error_threshold, output_file_name, retry_settings.max_retries, "
        "retry_settings.timeout, instance_count, job_name, inputs.NAME.path and outputs.NAME.path."),
    "misspelled setting": (
        ["--input", "{input}", "--set", "mini_batch_sise=3"], 2,
        '--set mini_batch_sise=3: a job has no mini_batch_sise; did you mean "mini_batch_size"?'),
    "setting out of range": (
        ["--input", "{input}", "--set", "retry_settings.timeout=0"], 2,
        '--set retry_settings.timeout=0: timeout is "0"; it must be at least 1.'),
    "no instances": (
        ["--input", "{input}", "--instance-count", "0"], 2,
        '--instance-count 0: instance_count is "0"; it must be at least 1.'),
    "option out of range": (
        ["--input", "{input}", "--timeout", "0"], 64,
        "Error: --timeout is 0; it must be at least 1."),
    "assignment": (
        ["--input", "{input}", "--set", "mini_batch_size"], 64,
        'Error: --set is "mini_batch_size"; it must be KEY=VALUE.'),
    "name": (
        ["--input", "{input}", "--job-name", "a b"], 2,
        'A job cannot be named "a b"; a name is letters, digits, "-" and "_", beginning with a letter '
        "or digit, 255 at most."),
    "deployment": (
        ["--input", "{input}", "-d", "sheet-raeder"], 2,
        'There is no deployment sheet-raeder of endpoint sheets; did you mean "sheet-reader"?'),
}


@pytest.mark.parametrize("case", REFUSED_JOBS)
def test_a_job_that_cannot_begin_says_why(deck, sheets, case):
    create(deck, sheets, "--set-default")
    (deck.folder / "inputs.yml").write_text("inputs:\n  a:\n    path: sheets/input\n")
    moved = deck.folder / "moved"
    moved.mkdir()
    deck.call("data", "create", "-n", "moved", "-p", moved, code=0)
    moved.rmdir()
    words, code, message = REFUSED_JOBS[case]
    places = {"input": sheets.input, "folder": deck.folder}

    refused = invoke(deck, *(word.format(**places) for word in words), code=code)

    assert refused.errors[0] == message.format(**places)
    assert (refused.out, deck.jobs) == ("", [])


def test_a_jobs_name_is_taken_once(deck, sheets):
    create(deck, sheets, "--set-default")
    name = begin(deck, sheets, "--set", "job_name=first")
    assert name == "first"
    deck.wait_for_status(name, "Completed")

    again = invoke(deck, "--input", sheets.input, "--job-name", "first", code=2)

    assert again.errors == ['There is a job "first" already; give this one another name.']


def test_what_means_nothing_here_is_said_and_does_no_harm(deck, sheets):
    create(deck, sheets, "--set-default", "--skip-script-validation", "--no-wait")

    invoked = invoke(
        deck, "--input", sheets.input, "--experiment-name", "x", "--set", "compute.target=big",
        "properties.a=b", "-o", "none")

    assert invoked.errors == [
        "--set compute.target=big is not used on this machine.",
        "--set properties.a=b is not used on this machine.",
        "--experiment-name is not used on this machine."]
    deck.wait_for_status(deck.job, "Completed")


def test_data_assets_are_scored_by_name(deck, sheets, tmp_path):
    create(deck, sheets, "--set-default")
    data = deck.json("data", "create", "-n", "scans", "-p", sheets.input)
    file = tmp_path / "inputs.yml"
    file.write_text("inputs:\n  a: {type: uri_folder, path: 'azureml:scans:1'}\n")

    by_name = invoke(deck, "--input", "azureml:scans@latest", "--input-type", "uri_folder")
    by_id = invoke(deck, "--input", data["id"])
    by_file = invoke(deck, "--file", file)

    for invoked in (by_name, by_id, by_file):
        name = json.loads(invoked.out)["name"]
        deck.wait_for_status(name, "Completed")
        assert deck.lines(name).keys() == sheets.names
    sheets.input = "azureml:scans:1"
    assert json.loads(deck.run(sheets, code=0).out)["progress"]["files_succeeded"] == 4
    misspelled = invoke(deck, "--input", "azureml:scan:1", code=2)
    assert misspelled.errors == [
        '--input azureml:scan:1: the data asset scan:1 is not registered; '
        'did you mean "azureml:scans"?']


def test_run_takes_set_for_any_key_of_the_manifest(deck, deploy):
    sheets = deploy(NAPPING)

    deck.run(
        sheets, "--set", "settings.output_file_name=mine.csv", "--set", "name=other", code=0)

    shown = deck.show(deck.job)
    assert shown["deployment_name"] == "other"
    assert shown["outputs"]["score"]["path"].endswith("/mine.csv")
    refused = deck.run(sheets, "--set", "settings.mini_batch_sise=3", code=2)
    assert refused.errors == [
        '--set settings.mini_batch_sise=3: unknown key "mini_batch_sise" in settings; '
        'did you mean "mini_batch_size"?']


@pytest.mark.slow
def test_a_registered_environment_is_built_for_its_first_job(deck, repository):
    """Nothing is downloaded for it: the conda file asks for Python alone."""
    demo = repository / "demo-data/wordcount"
    deck.call("batch-endpoint", "create", "-f", demo / "endpoint.yml", code=0)
    deck.call("batch-deployment", "create", "-f", demo / "deployment.yml", "--set-default", code=0)
    words = ["batch-endpoint", "invoke", "-n", "wordcount", "--input", demo / "input"]

    first = deck.call(*words, timeout=120, code=0)
    second = deck.call(*words, code=0)

    assert "Building the environment of python-only:1" in first.err
    assert "Building the environment" not in second.err
    name = json.loads(second.out)["name"]
    shown = deck.wait_for_status(name, "Completed")
    assert shown["lineage"]["environment"] == "python-only:1"


# The end


def test_nothing_is_deleted_while_a_job_goes_on(deck, deploy):
    deck.call("batch-endpoint", "create", "-n", "sheets", code=0)
    sheets = deploy(NAPPING, files=2000, variables={"NAP": 0.05})
    create(deck, sheets, "--set-default")
    create(deck, sheets, "--name", "other")
    name = begin(deck, sheets)
    delete = ["batch-deployment", "delete", "-e", "sheets", "--yes", "-n"]

    endpoint = deck.call("batch-endpoint", "delete", "-n", "sheets", "--yes", code=2)
    deployment = deck.call(*delete, "sheet-reader", code=2)

    advice = f"wait for it, or stop it with: batchdeck job cancel -n {name}"
    assert endpoint.errors == [f"The endpoint sheets is in use by job {name}; {advice}"]
    assert deployment.errors == [
        f"The deployment sheet-reader of endpoint sheets is in use by job {name}; {advice}"]
    deck.call(*delete, "other", code=0)
    deck.call("job", "cancel", "-n", name, "--now", code=0)
    deck.wait_for_status(name, "Canceled")
    gone = deck.call(*delete, "sheet-reader", code=0)
    assert gone.errors == [
        "Deleted deployment sheet-reader of endpoint sheets.",
        "Endpoint sheets has no default deployment now."]


def test_a_deleted_endpoint_takes_its_deployments_and_leaves_its_jobs(deck, sheets):
    create(deck, sheets, "--set-default")
    name = begin(deck, sheets)
    deck.wait_for_status(name, "Completed")

    deleted = deck.call("batch-endpoint", "delete", "-n", "sheets", "-y", code=0)

    assert deleted.errors == ["Deleted endpoint sheets and its 1 deployment."]
    assert deck.json("batch-endpoint", "list") == []
    missing = deck.call("batch-deployment", "list", "-e", "sheets", code=2)
    assert missing.errors == ["There is no endpoint sheets."]
    assert deck.show(name)["status"] == "Completed"
    deck.call("batch-endpoint", "create", "-n", "sheets", code=0)
    assert deck.json("batch-deployment", "list", "-e", "sheets") == []
