#define _GNU_SOURCE
#include "CProcess.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#ifndef CLOSE_RANGE_CLOEXEC
#define CLOSE_RANGE_CLOEXEC (1U << 2)
#endif

enum { standard_descriptors = 3 };

// What crosses the report pipe. The pipe ends without a failure when the exec has closed it.
struct report {
  enum batchdeck_spawn_stage stage;
  int error;
  pid_t pid;  // From the process in the middle of a detached start.
};

// Everything the child needs, made ready before the fork: after it, no allocation and no locks.
struct launch {
  const struct batchdeck_spawn_request *request;
  struct batchdeck_descriptor map[batchdeck_max_descriptors + standard_descriptors];
  size_t map_count;
  int report_read;
  int report_write;
  int null;
  pid_t parent;
  bool detached;
};

// MARK: In the child: async-signal-safe calls only

static void send_report(int descriptor, struct report report) {
  // Smaller than PIPE_BUF, so it arrives whole or, when the starter is gone, not at all.
  ssize_t ignored = write(descriptor, &report, sizeof report);
  (void)ignored;
}

_Noreturn static void fail(const struct launch *launch, enum batchdeck_spawn_stage stage) {
  send_report(launch->report_write, (struct report){.stage = stage, .error = errno});
  _exit(127);
}

// By the bare call: libc refuses the two signals it keeps for itself, which may come ignored as well.
static void reset_signals(void) {
  const char standard[64] = {0};  // The kernel's struct sigaction; SIG_DFL is 0.
  for (int number = 1; number < NSIG; number++) {
    syscall(SYS_rt_sigaction, number, standard, NULL, (size_t)(NSIG - 1) / 8);
  }
  sigset_t none;
  sigemptyset(&none);
  sigprocmask(SIG_SETMASK, &none, NULL);
}

static int close_everything_on_exec(void) {
#ifdef SYS_close_range
  if (syscall(SYS_close_range, 0U, ~0U, CLOSE_RANGE_CLOEXEC) == 0) return 0;
#endif
  // Kernels before 5.11, and containers whose filter does not know the call.
  struct rlimit limit;
  if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return -1;
  for (rlim_t descriptor = 0; descriptor < limit.rlim_cur; descriptor++) {
    fcntl((int)descriptor, F_SETFD, FD_CLOEXEC);
  }
  return 0;
}

// Sources move above every target first, so that no target overwrites a source still to be copied.
static int apply_map(struct launch *launch) {
  int above = standard_descriptors;
  for (size_t i = 0; i < launch->map_count; i++) {
    if (launch->map[i].target >= above) above = launch->map[i].target + 1;
  }
  int report = fcntl(launch->report_write, F_DUPFD_CLOEXEC, above);
  if (report < 0) return -1;
  launch->report_write = report;
  for (size_t i = 0; i < launch->map_count; i++) {
    int moved = fcntl(launch->map[i].source, F_DUPFD_CLOEXEC, above);
    if (moved < 0) return -1;
    launch->map[i].source = moved;
  }
  for (size_t i = 0; i < launch->map_count; i++) {
    if (dup2(launch->map[i].source, launch->map[i].target) < 0) return -1;
  }
  if (close_everything_on_exec() != 0) return -1;
  for (size_t i = 0; i < launch->map_count; i++) {
    if (fcntl(launch->map[i].target, F_SETFD, 0) != 0) return -1;
  }
  return 0;
}

static int lower_limit(int resource, rlim_t value) {
  struct rlimit limit;
  if (getrlimit(resource, &limit) != 0) return -1;
  if (value < limit.rlim_max) limit.rlim_max = value;
  limit.rlim_cur = limit.rlim_max;
  return setrlimit(resource, &limit);
}

static int apply_limits(const struct batchdeck_spawn_request *request) {
  if (request->no_core_dump && lower_limit(RLIMIT_CORE, 0) != 0) return -1;
  if (request->data_limit_bytes != 0 && lower_limit(RLIMIT_DATA, request->data_limit_bytes) != 0) {
    return -1;
  }
  if (request->nice_increment == 0) return 0;
  errno = 0;
  int nice = getpriority(PRIO_PROCESS, 0);
  if (nice == -1 && errno != 0) return -1;
  return setpriority(PRIO_PROCESS, 0, nice + request->nice_increment);
}

_Noreturn static void run_child(struct launch *launch) {
  const struct batchdeck_spawn_request *request = launch->request;
  if ((request->new_session || launch->detached) && setsid() < 0) {
    fail(launch, batchdeck_stage_session);
  }
  if (request->die_with_parent) {
    if (prctl(PR_SET_PDEATHSIG, SIGKILL) != 0) fail(launch, batchdeck_stage_session);
    if (getppid() != launch->parent) _exit(127);  // It died before the line above could notice.
  }
  // Fails where there is no Yama, and then nothing had to be allowed.
  if (request->parent_may_trace) prctl(PR_SET_PTRACER, (unsigned long)launch->parent, 0, 0, 0);
  if (apply_map(launch) != 0) fail(launch, batchdeck_stage_descriptors);
  if (request->directory && chdir(request->directory) != 0) fail(launch, batchdeck_stage_directory);
  if (apply_limits(request) != 0) fail(launch, batchdeck_stage_limits);
  reset_signals();
  execve(request->path, request->argv, request->envp ? request->envp : environ);
  fail(launch, batchdeck_stage_exec);
}

// The process in the middle of a detached start: it ends at once, so its child is adopted by init.
_Noreturn static void run_middle(struct launch *launch) {
  pid_t pid = fork();
  if (pid < 0) fail(launch, batchdeck_stage_prepare);
  if (pid == 0) run_child(launch);
  send_report(launch->report_write, (struct report){.pid = pid});
  _exit(0);
}

// MARK: In the parent

static int plan_map(struct launch *launch) {
  const struct batchdeck_spawn_request *request = launch->request;
  if (request->descriptor_count > batchdeck_max_descriptors) return -EINVAL;
  bool has_standard[standard_descriptors] = {false};
  for (size_t i = 0; i < request->descriptor_count; i++) {
    int target = request->descriptors[i].target;
    if (target < 0) return -EINVAL;
    for (size_t j = 0; j < i; j++) {
      if (request->descriptors[j].target == target) return -EINVAL;
    }
    if (target < standard_descriptors) has_standard[target] = true;
    launch->map[launch->map_count++] = request->descriptors[i];
  }
  for (int target = 0; target < standard_descriptors; target++) {
    if (has_standard[target]) continue;
    launch->map[launch->map_count++] =
        (struct batchdeck_descriptor){.source = launch->null, .target = target};
  }
  return 0;
}

static int open_launch(struct launch *launch) {
  launch->null = open("/dev/null", O_RDWR | O_CLOEXEC);
  if (launch->null < 0) return -errno;
  int report[2];
  if (pipe2(report, O_CLOEXEC) != 0) return -errno;
  launch->report_read = report[0];
  launch->report_write = report[1];
  return plan_map(launch);
}

static void close_if_open(int *descriptor) {
  if (*descriptor >= 0) close(*descriptor);
  *descriptor = -1;
}

static void close_launch(struct launch *launch) {
  close_if_open(&launch->null);
  close_if_open(&launch->report_read);
  close_if_open(&launch->report_write);
}

static void reap(pid_t pid) {
  while (waitpid(pid, NULL, 0) < 0 && errno == EINTR) {
  }
}

// Reads until the exec, or the end of everyone who could still exec, closes the pipe.
static struct report read_reports(int descriptor) {
  struct report whole = {0};
  for (;;) {
    struct report one;
    ssize_t count = read(descriptor, &one, sizeof one);
    if (count < 0 && errno == EINTR) continue;
    if (count != (ssize_t)sizeof one) return whole;
    if (one.pid != 0) whole.pid = one.pid;
    if (one.stage != batchdeck_stage_none) {
      whole.stage = one.stage;
      whole.error = one.error;
    }
  }
}

// Forks with every signal blocked: a handler of ours must not run in the child's copy of our memory.
static pid_t fork_blocked(struct launch *launch) {
  sigset_t all, before;
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, &before);
  pid_t pid = fork();
  if (pid == 0) {
    if (launch->detached) run_middle(launch);
    run_child(launch);
  }
  int error = errno;
  pthread_sigmask(SIG_SETMASK, &before, NULL);
  errno = error;
  return pid;
}

static int start(struct launch *launch, batchdeck_spawn_result *out) {
  out->stage = batchdeck_stage_prepare;
  int error = open_launch(launch);
  if (error != 0) return error;
  launch->parent = getpid();
  pid_t pid = fork_blocked(launch);
  if (pid < 0) return -errno;
  close_if_open(&launch->report_write);

  // Taken before anything can reap the child, so it cannot name a stranger.
  int pidfd = launch->detached ? -1 : batchdeck_open_process(pid);
  struct report report = read_reports(launch->report_read);
  bool no_pidfd = !launch->detached && (pidfd == -EMFILE || pidfd == -ENFILE || pidfd == -ENOMEM);
  if (report.stage == batchdeck_stage_none && no_pidfd) {
    kill(pid, SIGKILL);
    report = (struct report){.stage = batchdeck_stage_prepare, .error = -pidfd};
  }
  if (launch->detached || report.stage != batchdeck_stage_none) reap(pid);
  if (launch->detached && report.stage == batchdeck_stage_none) {
    if (report.pid == 0) return -ECHILD;  // The middle was killed before it could tell.
    pid = report.pid;
    pidfd = batchdeck_open_process(pid);
  }
  out->stage = report.stage;
  if (report.stage != batchdeck_stage_none) {
    if (pidfd >= 0) close(pidfd);
    return -report.error;
  }
  out->pid = pid;
  out->pidfd = pidfd < 0 ? -1 : pidfd;
  return 0;
}

static int launch_request(
    const struct batchdeck_spawn_request *request, bool detached, batchdeck_spawn_result *out) {
  *out = (batchdeck_spawn_result){.pid = -1, .pidfd = -1, .stage = batchdeck_stage_prepare};
  if (!request->path || !request->argv || !request->argv[0]) return -EINVAL;
  if (detached && request->die_with_parent) return -EINVAL;
  struct launch launch = {
      .request = request, .report_read = -1, .report_write = -1, .null = -1, .detached = detached};
  int result = start(&launch, out);
  close_launch(&launch);
  return result;
}

int batchdeck_spawn(const struct batchdeck_spawn_request *request, batchdeck_spawn_result *out) {
  return launch_request(request, false, out);
}

int batchdeck_detach(const struct batchdeck_spawn_request *request, batchdeck_spawn_result *out) {
  return launch_request(request, true, out);
}
