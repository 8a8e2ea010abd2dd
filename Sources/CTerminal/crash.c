// Ways out that nobody planned: a fault gives the terminal back before it takes its course, and
// what libraries print to standard error is kept for after the screen is gone.

#define _GNU_SOURCE
#include "internal.h"

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <termios.h>
#include <unistd.h>

static const int faults[] = {SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGTRAP, SIGABRT};
enum { FAULTS = sizeof faults / sizeof *faults };
static struct sigaction previous[FAULTS];
static bool is_installed;
static struct termios terminal_before;
static bool has_terminal_before;

static int captured = -1;
static int original = -1;

/// Of what was captured only the end is printed, bytes.
static const off_t replay_limit = 256 * 1024;

// MARK: - Faults

/// Mouse, focus and paste reports off, frame shown, attributes off, keys and cursor as usual, back
/// from the alternate screen.
static const char restore_sequence[] =
    "\033[?1006l\033[?1002l\033[?1000l\033[?1004l\033[?2004l\033[?2026l\033[0m\033[?1l\033>"
    "\033[?25h\033[?1049l";

/// Where there is no alternate screen: below what is on the only one.
static const char move_below[] = "\033[999;1H\n";

static const char restore_title[] = "\033[23;2t";

static void handle_fault(int signal, siginfo_t *info, void *context) {
  (void)context;
  if (atomic_exchange(&ct_owns_screen, false)) {
    ct_write_all(STDOUT_FILENO, restore_sequence, sizeof restore_sequence - 1);
    if (!atomic_load(&ct_has_second_screen)) {
      ct_write_all(STDOUT_FILENO, move_below, sizeof move_below - 1);
    }
    if (atomic_load(&ct_has_title)) {
      ct_write_all(STDOUT_FILENO, restore_title, sizeof restore_title - 1);
    }
    if (has_terminal_before) tcsetattr(STDIN_FILENO, TCSANOW, &terminal_before);
  }
  ct_release_stderr();
  for (int i = 0; i < FAULTS; i++) {
    if (faults[i] == signal) sigaction(signal, &previous[i], NULL);
  }
  // On return the fault recurs where it happened, for the handler before us to report. A signal
  // that was sent would not.
  if (signal == SIGABRT || info->si_code <= 0) raise(signal);
}

/// A stack that has overflowed has no room for a handler.
static void ensure_alternate_stack(void) {
  static char bytes[64 * 1024];
  stack_t current;
  if (sigaltstack(NULL, &current) != 0 || !(current.ss_flags & SS_DISABLE)) return;
  stack_t stack = {.ss_sp = bytes, .ss_size = sizeof bytes};
  sigaltstack(&stack, NULL);
}

void ct_install_crash_handlers(void) {
  if (is_installed) return;
  has_terminal_before = tcgetattr(STDIN_FILENO, &terminal_before) == 0;
  ensure_alternate_stack();
  struct sigaction action = {
      .sa_sigaction = handle_fault,
      .sa_flags = SA_SIGINFO | SA_ONSTACK | SA_NODEFER,
  };
  sigemptyset(&action.sa_mask);
  for (int i = 0; i < FAULTS; i++) sigaction(faults[i], &action, &previous[i]);
  is_installed = true;
}

void ct_restore_crash_handlers(void) {
  if (!is_installed) return;
  for (int i = 0; i < FAULTS; i++) sigaction(faults[i], &previous[i], NULL);
  is_installed = false;
}

// MARK: - Standard error

static int open_nameless_file(void) {
  const char *folder = getenv("TMPDIR");
  if (folder == NULL || *folder == '\0') folder = "/tmp";
  int descriptor = open(folder, O_TMPFILE | O_RDWR | O_APPEND | O_CLOEXEC, 0600);
  if (descriptor < 0) descriptor = memfd_create("stderr", MFD_CLOEXEC);
  return descriptor;
}

void ct_capture_stderr(void) {
  // Sent to a file by the operator it does no harm.
  if (captured >= 0 || !isatty(STDERR_FILENO)) return;
  captured = open_nameless_file();
  if (captured < 0) return;
  original = fcntl(STDERR_FILENO, F_DUPFD_CLOEXEC, 3);
  if (original < 0 || dup2(captured, STDERR_FILENO) < 0) {
    close(captured);
    if (original >= 0) close(original);
    captured = original = -1;
  }
}

int ct_original_stderr(void) { return captured < 0 ? -1 : original; }

void ct_release_stderr(void) {
  if (captured < 0) return;
  dup2(original, STDERR_FILENO);
  off_t size = lseek(captured, 0, SEEK_END);
  off_t start = size > replay_limit ? size - replay_limit : 0;
  char bytes[4096];
  for (;;) {
    ssize_t count = pread(captured, bytes, sizeof bytes, start);
    if (count <= 0) break;
    ct_write_all(STDERR_FILENO, bytes, (size_t)count);
    start += count;
  }
  close(captured);
  close(original);
  captured = original = -1;
}
