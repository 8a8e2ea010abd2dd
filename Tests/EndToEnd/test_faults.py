"""Scripts that misbehave in every way known: each costs the file it is at, and says why."""

import os
import re
import signal
import time

import pytest

from deck import until
from deployment import NAPPING, faulty

BAD = 5
BAD_NAME = "0005-bad.txt"
# A time-out and its SIGKILL, starts of workers and the halving, on a busy machine.
BOUND_SECONDS = 40

shared_or_not = pytest.mark.parametrize("share", ["on", "off"], ids=["shared", "own"])

# What the script does at its bad file, the class of its failure, and the message, a regular expression.
FAULTS = {
    "exit": ("sys.exit(4)", "SystemExit", r"the script called exit\(4\)"),
    "recursion": (
        "fault()", "RecursionError", "maximum recursion depth exceeded.*"),
    "os_exit": (
        "os._exit(3)", "worker_died", f"the worker exited with code 3 at file 1 of 1, {BAD_NAME}"),
    "os_exit_beside_a_child": (
        """
        if os.fork() == 0:
            os.setsid()
            time.sleep(600)
        os._exit(3)
        """, "worker_died", f"the worker exited with code 3 at file 1 of 1, {BAD_NAME}"),
    "killed": (
        "os.kill(os.getpid(), signal.SIGKILL)", "worker_died",
        rf"the worker was killed by signal 9 \(SIGKILL\) at file 1 of 1, {BAD_NAME}"),
    "segfault": (
        "ctypes.string_at(0)", "worker_died",
        rf"the worker was killed by signal 11 \(SIGSEGV\) at file 1 of 1, {BAD_NAME}"),
    "abort": (
        "os.abort()", "worker_died",
        rf"the worker was killed by signal 6 \(SIGABRT\) at file 1 of 1, {BAD_NAME}"),
    "closed_wire": (
        "os.closerange(3, 65536)", "worker_died",
        r"the worker exited with code 71 \(the script closed its connection to the runner\) "
        f"at file 1 of 1, {BAD_NAME}"),
    # Frames that are none, and the file's name all the same.
    "wrote_everywhere": (
        """
        for number in range(3, 1100):
            try:
                os.write(number, b"\\xff" * 4096)
            except OSError:
                pass
        time.sleep(600)
        """, "worker_died",
        f"the worker was ended because it broke the protocol: .* at file 1 of 1, {BAD_NAME}"),
    "loop": (
        "while True: pass", "timeout", r"run\(\) took longer than its timeout of 1 s"),
    "stopped": (
        "os.kill(os.getpid(), signal.SIGSTOP)", "timeout",
        r"run\(\) took longer than its timeout of 1 s"),
    "deaf_loop": (
        """
        signal.signal(signal.SIGTERM, lambda *_: None)
        signal.pthread_sigmask(signal.SIG_BLOCK, signal.valid_signals())
        while True:
            time.sleep(1)
        """, "timeout", r"run\(\) took longer than its timeout of 1 s"),
    "memory_bomb": (
        """
        held = []
        while True:
            held.append(bytearray(16 << 20))
        """, "MemoryError", "out of memory; the worker's memory limit is 512 MiB"),
    "native_memory_bomb": (
        """
        malloc = ctypes.CDLL(None).malloc
        malloc.restype, malloc.argtypes = ctypes.c_void_p, [ctypes.c_size_t]
        while True:
            place = malloc(16 << 20)
            if not place:
                os.abort()
            ctypes.memset(place, 1, 16 << 20)
        """, "out_of_memory",
        r"the worker was killed by signal 6 \(SIGABRT\) at its memory limit of [\d.]+ MiB.*"),
}


@shared_or_not
@pytest.mark.parametrize("fault", FAULTS)
def test_a_file_that_is_fatal_to_its_worker_fails_alone(deck, deploy, fault, share):
    action, error_class, message = FAULTS[fault]
    sheets = deploy(faulty(action), files=12, bad=[BAD], mini_batch_size=4)

    # A busy machine may take seconds to fill a memory.
    patience = "1" if error_class == "timeout" else "30"

    finished = deck.run(
        sheets, "--share-model", share, "--timeout", patience, "--memory-limit", "512MiB", "-o",
        "none", code=0, timeout=BOUND_SECONDS)

    assert "11 of 12 files scored, 1 failed." in finished.err
    (failed,) = deck.json("job", "failures", "-n", deck.job)
    assert (failed["path"], failed["error_class"]) == (BAD_NAME, error_class)
    assert re.fullmatch(message, failed["message"]), failed["message"]
    check_worker_end(fault, error_class, failed["worker_end"])
    assert deck.lines(deck.job) == dict.fromkeys(sheets.names, 1)
    assert is_shared(deck) == (share == "on")
    deck.expect_no_processes()


def check_worker_end(fault, error_class, end):
    """What the worker left is on the card exactly where its end is to blame."""
    if error_class not in ("worker_died", "out_of_memory", "timeout"):
        assert end is None
        return
    assert 1 << 20 < end["peak_bytes"]
    # A busy machine may look at a worker for the first time when it has died.
    if end["rss_bytes"] is not None or error_class == "timeout":
        assert 1 << 20 < end["rss_bytes"] <= end["peak_bytes"]
    if fault == "native_memory_bomb":
        assert end["peak_bytes"] > 400 << 20
    # What Python writes when it is killed like this.
    if fault in ("segfault", "abort"):
        assert "Fatal Python error" in end["stderr"]
        assert 'in run' in end["stderr"]


@shared_or_not
def test_what_files_leave_in_memory_costs_none_of_the_others(deck, deploy, share):
    leak = """
        global held
        held = globals().get("held", []) + [bytearray(24 << 20)]
        """
    sheets = deploy(
        faulty(leak).replace('if "bad" in name', "if True"), files=24, bad=[], max_retries=0)

    finished = deck.run(
        sheets, "--share-model", share, "--memory-limit", "160MiB", "-o", "none", code=0,
        timeout=BOUND_SECONDS)

    assert "24 of 24 files scored, 0 failed." in finished.err
    assert deck.lines(deck.job) == dict.fromkeys(sheets.names, 1)
    stopped = re.compile(r"worker \d ran out of memory in run\(\) and has stopped")
    assert any(stopped.fullmatch(event) for event in deck.events(deck.job)), deck.events(deck.job)
    deck.expect_no_processes()


@shared_or_not
def test_shared_memory_counts_against_the_limit(deck, deploy, share):
    """RLIMIT_DATA does not know of it; what is held is looked at every second."""
    fault = """
        import mmap
        held = []
        while True:
            held.append(mmap.mmap(-1, 4 << 20))
            held[-1].write(b"x" * (4 << 20))
            time.sleep(0.02)
        """
    sheets = deploy(faulty(fault), files=12, bad=[BAD], mini_batch_size=4)

    deck.run(
        sheets, "--share-model", share, "--memory-limit", "128MiB", "-o", "none", code=0,
        timeout=BOUND_SECONDS)

    (failed,) = deck.json("job", "failures", "-n", deck.job)
    assert (failed["path"], failed["error_class"]) == (BAD_NAME, "out_of_memory")
    # A group of its own, where there are any, is faster than a look.
    assert re.fullmatch(
        r"the worker was killed (because it held [\d.]+ MiB, beyond its memory limit of 128 MiB|"
        rf"by signal 9 \(SIGKILL\) at its memory limit of 128 MiB) at file 1 of 1, {BAD_NAME}",
        failed["message"]), failed["message"]
    assert deck.lines(deck.job) == dict.fromkeys(sheets.names, 1)
    deck.expect_no_processes()


# What a script may do at a file and still score it.
HARMLESS = {
    "chdir": "os.chdir('/')",
    "closed_descriptors": "os.closerange(3, 256)",
    "closed_standard_streams": "os.closerange(0, 3)",
    "closed_python_streams": "sys.stdout.close(); sys.stderr.close()",
    "all_signals_blocked": "signal.pthread_sigmask(signal.SIG_BLOCK, signal.valid_signals())",
    "all_signals_ignored": """
        for number in signal.valid_signals() - {signal.SIGKILL, signal.SIGSTOP}:
            try:
                signal.signal(number, signal.SIG_IGN)
            except (OSError, ValueError):
                pass
        """,
    "fork_that_ends": """
        child = os.fork()
        if child == 0:
            os._exit(0)
        os.waitpid(child, 0)
        """,
    "fork_that_returns_from_run": "os.fork()",
    "fork_that_stays": """
        if os.fork() == 0:
            time.sleep(600)
        """,
    "child": "subprocess.Popen(['sleep', '600'])",
    "child_in_a_session_of_its_own":
        "subprocess.Popen(['sleep', '600'], start_new_session=True)",
    "daemon": """
        if os.fork() == 0:
            os.setsid()
            if os.fork() == 0:
                time.sleep(600)
            os._exit(0)
        """,
    # It keeps the worker's connection open, which children that Python makes do not.
    "daemon_behind_pythons_back": """
        libc = ctypes.CDLL(None)
        if libc.fork() == 0:
            libc.setsid()
            libc.sleep(600)
            libc._exit(0)
        """,
}


@shared_or_not
@pytest.mark.parametrize("act", HARMLESS)
def test_what_a_script_may_do_costs_no_row_and_leaves_no_process(deck, deploy, act, share):
    sheets = deploy(faulty(HARMLESS[act]), files=12, bad=range(12), mini_batch_size=4)
    names = {path.name for path in sheets.input.iterdir()}

    deck.run(sheets, "--share-model", share, "-o", "none", code=0, timeout=BOUND_SECONDS)

    assert deck.lines(deck.job) == dict.fromkeys(names, 1)
    deck.expect_no_processes()


@shared_or_not
def test_a_worker_that_is_stopped_by_a_signal_is_ended_by_the_time_out(deck, deploy, share):
    """Its files are innocent: scored elsewhere."""
    sheets = deploy(NAPPING, files=120, mini_batch_size=6, variables={"NAP": 0.02})
    name = deck.begin(sheets, "--share-model", share, "--timeout", "2")
    shown = deck.wait_for(
        name, lambda shown: shown["workers"][1]["state"] == "running", "worker 1 runs")

    os.kill(shown["workers"][1]["pid"], signal.SIGSTOP)

    shown = deck.wait_for_status(name, "Completed")
    assert (shown["progress"]["files_succeeded"], shown["progress"]["files_failed"]) == (120, 0)
    assert deck.lines(name) == dict.fromkeys(sheets.names, 1)
    # The signal may have come just when it was through with what it was in.
    told = r"worker 1 was ended because (run\(\) took longer than 2 s|it stood still for 10 s .*)"
    assert any(re.fullmatch(told, event) for event in deck.events(name)), deck.events(name)
    deck.expect_no_processes()


def test_a_fork_server_that_is_killed_is_replaced_with_all_its_workers(deck, deploy):
    sheets = deploy(NAPPING, files=120, mini_batch_size=6, variables={"NAP": 0.03})
    name = deck.begin(sheets, "--share-model", "on")
    deck.wait_for(name, lambda shown: shown["progress"]["files_succeeded"] > 0, "some rows")
    (pid,) = servers(deck)

    os.kill(pid, signal.SIGKILL)

    shown = deck.wait_for_status(name, "Completed")
    assert (shown["progress"]["files_succeeded"], shown["progress"]["files_failed"]) == (120, 0)
    assert deck.lines(name) == dict.fromkeys(sheets.names, 1)
    assert [worker["incarnation"] for worker in shown["workers"]] == [2, 2]
    assert len(servers(deck)) == 2
    assert (
        "the process that holds the shared model was killed by signal 9 (SIGKILL); it is loaded again"
        in deck.events(name))
    deck.expect_no_processes()


@pytest.mark.slow
def test_a_fork_server_that_does_not_answer_is_replaced(deck, deploy):
    sheets = deploy(NAPPING, files=120, mini_batch_size=6, variables={"NAP": 0.03})
    name = deck.begin(sheets, "--share-model", "on")
    shown = deck.wait_for(
        name, lambda shown: shown["workers"][0]["state"] == "running", "worker 0 runs")
    (pid,) = servers(deck)

    os.kill(pid, signal.SIGSTOP)
    os.kill(shown["workers"][0]["pid"], signal.SIGKILL)

    deck.wait_for_status(name, "Completed", seconds=20)
    assert deck.lines(name) == dict.fromkeys(sheets.names, 1)
    deck.expect_no_processes()


@pytest.mark.slow
@shared_or_not
def test_a_gigabyte_on_stdout_costs_no_row(deck, deploy, share):
    """It goes to the worker's log past the runner, which holds it to 16 MiB."""
    sheets = deploy(
        faulty("for _ in range(1024): os.write(1, b'x' * (1 << 20))"), files=40, bad=[BAD])
    names = {path.name for path in sheets.input.iterdir()}
    began = time.monotonic()

    deck.run(sheets, "--share-model", share, "-o", "none", code=0)

    print(f"took {time.monotonic() - began:.1f} s")
    assert deck.lines(deck.job) == dict.fromkeys(names, 1)
    logs = list((deck.job_folder(deck.job) / "logs").rglob("process*.stdout.txt"))
    (log,) = [log for log in logs if log.stat().st_size > 1 << 20]
    assert log.stat().st_size <= 16 << 20
    assert re.search(rb"\[\d+ bytes more were dropped here\] *\n", log.read_bytes())
    deck.expect_no_processes()


@pytest.mark.slow
@pytest.mark.parametrize("fault", ["exit", "segfault", "os_exit"])
def test_a_poison_file_among_ten_thousand_costs_exactly_that_file(deck, deploy, rng, fault):
    action, error_class, message = FAULTS[fault]
    position = rng.randrange(10_000)
    print("the poison is at", position)
    sheets = deploy(faulty(action), files=10_000, bad=[position], mini_batch_size=100)

    deck.run(sheets, "-o", "none", code=0)

    (failed,) = deck.json("job", "failures", "-n", deck.job)
    name = f"{position:04}-bad.txt"
    assert (failed["path"], failed["error_class"]) == (name, error_class)
    assert re.fullmatch(message.replace(BAD_NAME, name), failed["message"]), failed["message"]
    assert deck.lines(deck.job) == dict.fromkeys(sheets.names, 1)
    assert deck.show(deck.job)["progress"]["files_succeeded"] == 9_999
    deck.expect_no_processes()


@shared_or_not
def test_an_init_that_kills_its_process_fails_the_job_with_the_cause(deck, deploy, share):
    sheets = deploy(faulty("pass", init="ctypes.string_at(0)"))

    deck.run(sheets, "--share-model", share, "-o", "none", code=1, timeout=BOUND_SECONDS)

    assert deck.show(deck.job)["error"] == {
        "code": "InitFailed", "traceback": None,
        "message": "3 workers in a row did not get through init(): the worker was killed by "
        "signal 11 (SIGSEGV) before init() returned",
    }
    deck.expect_no_processes()


def test_what_a_killed_runner_left_behind_ends_when_the_job_goes_on(deck, deploy):
    """A process in a session of its own is out of the reach of what ends with the runner."""
    sheets = deploy(
        faulty(
            "time.sleep(0.05)",
            init="subprocess.Popen(['sleep', '600'], start_new_session=True)"),
        files=200, bad=range(200))
    name = deck.begin(sheets)
    deck.wait_for(name, lambda shown: shown["progress"]["files_succeeded"] > 0, "some rows")

    deck.kill_runner(name)
    until(lambda: set(deck.processes().values()) == {"sleep\x00600\x00"}, "only they are left")
    left = set(deck.processes())
    deck.call("job", "resume", "-n", name, "--detach", code=0)

    until(lambda: not left & set(deck.processes()), "they are gone")
    deck.wait_for_status(name, "Completed")
    deck.expect_no_processes()


def test_a_worker_that_freezes_between_mini_batches_is_replaced(deck, deploy):
    """The time-out of run() is none for a worker that does not call it."""
    sheets = deploy(
        NAPPING, files=400, mini_batch_size=4, workers=1, variables={"NAP": 0.005})
    name = deck.begin(sheets)
    deck.wait_for(name, lambda shown: shown["progress"]["files_succeeded"] > 0, "some rows")
    deck.call("job", "pause", "-n", name, code=0)
    (frozen,) = deck.wait_for(name, idle_workers, "the worker is idle")["workers"]

    os.kill(frozen["pid"], signal.SIGSTOP)
    deck.call("job", "continue", "-n", name, code=0)

    deck.wait_for_status(name, "Completed")
    assert deck.lines(name) == dict.fromkeys(sheets.names, 1)
    told = "worker 0 was ended because it stood still for 10 s between two mini-batches"
    assert told in deck.events(name)
    deck.expect_no_processes()


def test_time_in_which_everything_was_frozen_does_not_count_against_a_mini_batch(deck, deploy):
    """As `docker pause` does it, or a virtual machine that is saved."""
    many_naps = NAPPING.replace("time.sleep(nap)", "[time.sleep(nap) for _ in range(20)]")
    assert many_naps != NAPPING
    sheets = deploy(many_naps, files=8, mini_batch_size=1, max_retries=0, variables={"NAP": 0.05})
    name = deck.begin(sheets, "--timeout", "3")
    deck.wait_for(name, lambda shown: shown["progress"]["files_succeeded"] >= 2, "both have run")

    everything = list(deck.processes())
    for pid in everything:
        os.kill(pid, signal.SIGSTOP)
    frozen = time.time()
    until(lambda: time.time() > frozen + 4, "the time-out is over")
    for pid in reversed(everything):
        os.kill(pid, signal.SIGCONT)

    shown = deck.wait_for_status(name, "Completed")
    assert (shown["progress"]["files_succeeded"], shown["progress"]["files_failed"]) == (8, 0)


def idle_workers(shown):
    return shown["status"] == "Paused" and all(each["state"] == "idle" for each in shown["workers"])


@pytest.mark.slow
@shared_or_not
def test_no_row_is_lost_or_doubled_whatever_happens_meanwhile(deck, deploy, rng, share):
    """Ten seconds of kills, stops and changes in any order."""
    sheets = deploy(
        NAPPING, files=3000, mini_batch_size=10, workers=3, max_retries=100, variables={"NAP": 0.01})
    name = deck.begin(sheets, "--share-model", share, "--timeout", "1")
    deck.wait_for(name, lambda shown: shown["progress"]["files_succeeded"] > 0, "some rows")
    job = "-n", name
    blows = {
        "kill": lambda: strike(signal.SIGKILL, python_processes(deck), rng),
        # Only run() has a time-out.
        "freeze": lambda: strike(signal.SIGSTOP, running_workers(deck, name), rng),
        "stop": lambda: deck.call("job", "stop-worker", *job, "--worker", rng.randrange(3)),
        "workers": lambda: deck.call("job", "scale", *job, "--workers", rng.randint(1, 5), code=0),
        "size": lambda: deck.call(
            "job", "scale", *job, "--mini-batch-size", rng.choice([1, 7, 30]), code=0),
        "pause": lambda: (
            deck.call("job", "pause", *job, code=0), deck.call("job", "continue", *job, code=0)),
    }

    end = time.monotonic() + 10
    while time.monotonic() < end and deck.show(name)["status"] != "Completed":
        blow = rng.choice(list(blows))
        print(blow, end=" ")
        blows[blow]()
    deck.call("job", "scale", *job, "--workers", 5)

    shown = deck.wait_for_status(name, "Completed", seconds=60)
    assert deck.lines(name) == dict.fromkeys(sheets.names, 1)
    assert (shown["progress"]["files_succeeded"], shown["progress"]["files_failed"]) == (3000, 0)
    deck.expect_no_processes()


def strike(number, pids, rng):
    """Sends a signal to one of the processes, if it is still there."""
    if pids:
        try:
            os.kill(rng.choice(pids), number)
        except ProcessLookupError:
            pass


def python_processes(deck):
    """Workers in any state, and what forks them."""
    return [pid for pid, line in deck.processes().items() if "batch_worker.py" in line]


def running_workers(deck, name):
    return [each["pid"] for each in deck.show(name)["workers"] if each["state"] == "running"]


def is_shared(deck):
    return bool(servers(deck))


def servers(deck):
    """The pids of the processes that have held the shared model."""
    told = re.compile(r"workers share the model: process (\d+) holds it")
    found = (told.fullmatch(event) for event in deck.events(deck.job))
    return [int(match[1]) for match in found if match]
