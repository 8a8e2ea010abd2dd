"""Every file of the Python half is in the binary."""

import re

from worker_process import ENTRY

SOURCES = ENTRY.parents[2]


def test_the_embedded_files_are_the_files_of_the_folder():
    text = (SOURCES / "CPythonWorker/CPythonWorker.c").read_text()
    embedded = dict(re.findall(r'static const unsigned char (\w+)\[\] = {\n#embed "(.+)"\n', text))
    listed = dict(re.findall(r'FILE_AT\("(.+)", (\w+)\)', text))
    folder = ENTRY.parent
    there = {
        str(path.relative_to(folder))
        for path in folder.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    assert set(listed) == there
    assert {path: embedded[name] for path, name in listed.items()} == {
        path: f"../Execution/PythonWorker/{path}" for path in there
    }
