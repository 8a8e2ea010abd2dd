"""Deployments as Azure's users have them on disk, with a few lines for a scoring script."""

import textwrap

MANIFEST = """\
name: {name}
endpoint_name: sheets
type: model
model:
  path: ./model
code_configuration:
  code: ./code
  scoring_script: score.py
environment:
  image: mcr.microsoft.com/azureml/openmpi4.1.0-ubuntu22.04:latest
compute: azureml:batch-cluster
resources:
  instance_count: 1
settings:
  mini_batch_size: {mini_batch_size}
  max_concurrency_per_instance: {workers}
  output_action: {output_action}
  output_file_name: predictions.csv
  error_threshold: {error_threshold}
  retry_settings:
    max_retries: {max_retries}
    timeout: 60
"""

# One row for each file: its name. A file with "bad" in its name raises; each file takes NAP seconds.
NAPPING = """
    import os, time

    def init():
        global nap
        nap = float(os.environ.get("NAP", "0"))

    def run(mini_batch):
        rows = []
        for path in mini_batch:
            time.sleep(nap)
            name = os.path.basename(path)
            if "bad" in name:
                raise ValueError(f"{name} is not a sheet")
            rows.append(name)
        return rows
    """


def faulty(fault, init="pass"):
    """A script whose rows are the files' names; at a file with "bad" in its name it does `fault`."""
    head = "import ctypes, os, signal, subprocess, sys, time\n\n"
    indented = [textwrap.indent(textwrap.dedent(part).strip(), "    ") for part in (init, fault)]
    return head + """\
def init():
{}

def fault():
{}

def run(mini_batch):
    rows = []
    for path in mini_batch:
        name = os.path.basename(path)
        if "bad" in name:
            fault()
        rows.append(name)
    return rows
""".format(*indented)


class Deployment:
    def __init__(
        self, folder, script, *, name="sheet-reader", files=4, bad=(), mini_batch_size=2, workers=2,
        output_action="append_row", error_threshold=-1, max_retries=0, variables=None,
    ):
        """`files` of them lie in the input, named 0000.txt and so on; those in `bad` 0001-bad.txt."""
        self.folder = folder
        self.manifest = folder / "deployment.yml"
        self.input = folder / "input"
        for part in ("code", "model", "input"):
            (folder / part).mkdir(parents=True)
        (folder / "model/weights.txt").write_text("1 2 3\n")
        self.write_script(script)
        for number in range(files):
            suffix = "-bad" if number in bad else ""
            (self.input / f"{number:04}{suffix}.txt").write_text(f"sheet {number}\n")
        text = MANIFEST.format(
            name=name, mini_batch_size=mini_batch_size, workers=workers,
            output_action=output_action, error_threshold=error_threshold, max_retries=max_retries)
        if variables:
            text += "  environment_variables:\n"
            text += "".join(f'    {key}: "{value}"\n' for key, value in variables.items())
        self.manifest.write_text(text)

    def write_script(self, script, name="score.py"):
        (self.folder / "code" / name).write_text(textwrap.dedent(script))

    def edit_manifest(self, old, new):
        text = self.manifest.read_text()
        assert text.count(old) == 1, f"{old!r} is not in the manifest once"
        self.manifest.write_text(text.replace(old, new))

    @property
    def names(self):
        """The names of all input files that can be scored."""
        return {path.name for path in self.input.iterdir() if "bad" not in path.name}
