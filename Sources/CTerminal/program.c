// Another program on our terminal: a pager, an editor.

#define _GNU_SOURCE
#include "internal.h"

#include <errno.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

/// What a program that died may have left on, and we never use: other kinds of mouse reports,
/// attributes, the line-drawing character set.
static const char leftovers[] = "\033[?1003l\033[?1005l\033[?1015l\033[0m\033(B";

/// Starts the guest as a shell does: in a process group of its own that has the terminal, so that
/// keys that interrupt or stop reach all of it, and nobody else.
static int spawn(char *const arguments[], pid_t *guest) {
  posix_spawnattr_t attributes;
  posix_spawn_file_actions_t actions;
  sigset_t defaults;
  sigset_t none;
  sigemptyset(&none);
  sigemptyset(&defaults);
  sigaddset(&defaults, SIGPIPE);
  posix_spawnattr_init(&attributes);
  posix_spawnattr_setflags(
      &attributes, POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK);
  posix_spawnattr_setpgroup(&attributes, 0);
  posix_spawnattr_setsigdefault(&attributes, &defaults);
  posix_spawnattr_setsigmask(&attributes, &none);
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_addtcsetpgrp_np(&actions, STDIN_FILENO);
  int standard_error = ct_original_stderr();
  if (standard_error >= 0) {
    posix_spawn_file_actions_adddup2(&actions, standard_error, STDERR_FILENO);
  }
  int error = posix_spawnp(guest, arguments[0], &actions, &attributes, arguments, environ);
  posix_spawn_file_actions_destroy(&actions);
  posix_spawnattr_destroy(&attributes);
  return error;
}

static void give_terminal_to(pid_t group) {
  struct sigaction ignore = {.sa_handler = SIG_IGN};
  struct sigaction before;
  // Whoever is in the background is stopped for trying.
  sigaction(SIGTTOU, &ignore, &before);
  tcsetpgrp(STDIN_FILENO, group);
  sigaction(SIGTTOU, &before, NULL);
}

/// Waits for the guest's end; a guest that stops stops us as well, for the shell to have the terminal.
static int wait_for(pid_t guest, int *status) {
  for (;;) {
    if (waitpid(guest, status, WUNTRACED) < 0) {
      if (errno == EINTR) continue;
      return errno;
    }
    if (!WIFSTOPPED(*status)) return 0;
    give_terminal_to(getpgrp());
    ct_stop_with_job();
    give_terminal_to(guest);
    kill(-guest, SIGCONT);
  }
}

int ct_run(char *const arguments[], int *status) {
  ct_leave_screen();
  pid_t guest = 0;
  int error = spawn(arguments, &guest);
  if (error == 0) {
    ct_set_guest(guest);
    error = wait_for(guest, status);
    ct_set_guest(0);
  }
  give_terminal_to(getpgrp());
  ct_forget_job_signals();
  if (ct_has_termination()) return error;
  ct_write_all(STDOUT_FILENO, leftovers, sizeof leftovers - 1);
  ct_enter_screen();
  return error;
}
