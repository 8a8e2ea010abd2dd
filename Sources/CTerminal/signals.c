// Signals that ask for something: each becomes a flag, and a byte on a pipe that ends the wait.
// In a process of many threads a signal lands on any of them, so no system call can be relied on
// to be interrupted.

#define _GNU_SOURCE
#include "internal.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <unistd.h>

static int pipe_ends[2] = {-1, -1};
static atomic_bool is_woken;
static atomic_bool is_resized;
static atomic_bool is_stopped;
static atomic_bool is_continued;
static atomic_int termination;
static atomic_int guest;

static const int handled[] = {SIGWINCH, SIGTSTP, SIGCONT, SIGTERM, SIGHUP, SIGINT};
enum { HANDLED = sizeof handled / sizeof *handled };
static struct sigaction previous[HANDLED];
static bool is_installed;

/// The pipe lives as long as the process: a late `ct_wake` must not hit a reused descriptor.
__attribute__((constructor)) static void open_pipe(void) {
  if (pipe2(pipe_ends, O_CLOEXEC | O_NONBLOCK) != 0) pipe_ends[0] = pipe_ends[1] = -1;
}

int ct_pipe_descriptor(void) { return pipe_ends[0]; }

static void poke(void) {
  int saved = errno;
  // A full pipe is as readable as one with a single byte.
  (void)!write(pipe_ends[1], "", 1);
  errno = saved;
}

void ct_drain_pipe(void) {
  char bytes[64];
  while (read(pipe_ends[0], bytes, sizeof bytes) > 0) {
  }
}

void ct_wake(void) {
  if (!atomic_exchange(&is_woken, true)) poke();
}

static void ask_guest(int signal) {
  int saved = errno;
  pid_t process = atomic_load(&guest);
  if (process > 0) kill(-process, signal);
  errno = saved;
}

static void handle(int signal) {
  switch (signal) {
  case SIGWINCH: atomic_store(&is_resized, true); break;
  case SIGTSTP: atomic_store(&is_stopped, true); break;
  case SIGCONT: atomic_store(&is_continued, true); break;
  default:
    atomic_store(&termination, signal);
    ask_guest(signal);
    break;
  }
  poke();
}

void ct_install_signals(void) {
  if (is_installed) return;
  struct sigaction action = {.sa_handler = handle, .sa_flags = SA_RESTART};
  sigemptyset(&action.sa_mask);
  for (int i = 0; i < HANDLED; i++) {
    sigaction(handled[i], NULL, &previous[i]);
    // What was ignored for us (nohup, no job control) stays ignored.
    bool is_ignored = previous[i].sa_handler == SIG_IGN;
    if (is_ignored && handled[i] != SIGWINCH) continue;
    sigaction(handled[i], &action, NULL);
  }
  is_installed = true;
}

void ct_restore_signals(void) {
  if (!is_installed) return;
  for (int i = 0; i < HANDLED; i++) sigaction(handled[i], &previous[i], NULL);
  is_installed = false;
}

bool ct_take_wake(void) { return atomic_exchange(&is_woken, false); }
bool ct_take_resize(void) { return atomic_exchange(&is_resized, false); }
bool ct_take_stop(void) { return atomic_exchange(&is_stopped, false); }
bool ct_take_continue(void) { return atomic_exchange(&is_continued, false); }
int ct_take_termination(void) { return atomic_exchange(&termination, 0); }
bool ct_has_termination(void) { return atomic_load(&termination) != 0; }

static bool is_in_background(void) {
  pid_t foreground = tcgetpgrp(STDIN_FILENO);
  return foreground > 0 && foreground != getpgrp();
}

/// Stops once; false when the signal was of no effect (an orphaned process group).
static bool stop_once(void) {
  struct sigaction ours;
  struct sigaction ignore = {.sa_handler = SIG_IGN};
  struct sigaction standard = {.sa_handler = SIG_DFL};
  atomic_store(&is_continued, false);
  // The rest of the job stops with us, as after Ctrl-Z at the keyboard; we do so on our own, for
  // only a signal to this thread is sure to have stopped it on return.
  sigaction(SIGTSTP, &ignore, &ours);
  kill(0, SIGTSTP);
  sigaction(SIGTSTP, &standard, NULL);
  raise(SIGTSTP);
  sigaction(SIGTSTP, &ours, NULL);
  return atomic_load(&is_continued);
}

void ct_stop_with_job(void) {
  // Continued in the background there is no screen to draw on, but maybe a reason to end.
  while (stop_once() && is_in_background() && !ct_has_termination()) {
  }
  atomic_store(&is_continued, false);
}

void ct_set_guest(pid_t process) { atomic_store(&guest, process); }

void ct_forget_job_signals(void) {
  atomic_store(&is_stopped, false);
  atomic_store(&is_continued, false);
  atomic_store(&is_resized, true);
}

void ct_suspend(void) {
  struct sigaction current;
  sigaction(SIGTSTP, NULL, &current);
  if (current.sa_handler == SIG_IGN) return;
  ct_leave_screen();
  ct_stop_with_job();
  if (ct_has_termination()) return;
  ct_enter_screen();
  atomic_store(&is_resized, true);
}
