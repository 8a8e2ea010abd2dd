#define _GNU_SOURCE
#include "CProcess.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

// A process that forks while it is being killed can be missed once; this many looks are enough.
enum { kill_passes = 8 };

static int64_t microseconds(struct timeval time) {
  return (int64_t)time.tv_sec * 1000000 + time.tv_usec;
}

int batchdeck_wait(pid_t pid, bool block, struct batchdeck_exit *out) {
  if (pid < 1) return -EINVAL;  // wait4(2) reads these as "any child".
  int status = 0;
  struct rusage usage;
  pid_t ended;
  do {
    ended = wait4(pid, &status, block ? 0 : WNOHANG, &usage);
  } while (ended < 0 && errno == EINTR);
  if (ended < 0) return -errno;
  if (ended == 0) return 0;
  bool exited = WIFEXITED(status);
  *out = (struct batchdeck_exit){
      .exited = exited,
      .dumped_core = !exited && WCOREDUMP(status),
      .code = exited ? WEXITSTATUS(status) : 0,
      .signal = exited ? 0 : WTERMSIG(status),
      .user_us = microseconds(usage.ru_utime),
      .system_us = microseconds(usage.ru_stime),
      .max_rss_kib = usage.ru_maxrss,
  };
  return 1;
}

int batchdeck_open_process(pid_t pid) {
#ifdef SYS_pidfd_open
  long descriptor = syscall(SYS_pidfd_open, pid, 0);  // Close-on-exec by itself.
  return descriptor < 0 ? -errno : (int)descriptor;
#else
  (void)pid;
  return -ENOSYS;
#endif
}

int batchdeck_limit_data(pid_t pid, uint64_t bytes) {
  if (pid < 1) return -EINVAL;  // prlimit(2) reads 0 as "this process".
  struct rlimit limit;
  if (prlimit(pid, RLIMIT_DATA, NULL, &limit) != 0) return -errno;
  limit.rlim_cur = bytes == 0 || bytes > limit.rlim_max ? limit.rlim_max : bytes;
  return prlimit(pid, RLIMIT_DATA, &limit, NULL) == 0 ? 0 : -errno;
}

int batchdeck_kill_group(pid_t group, int signal) {
  if (group < 2) return -EINVAL;
  return kill(-group, signal) == 0 ? 0 : -errno;
}

// The state letter follows the command, which stands in parentheses and may hold any byte.
static bool is_zombie(int proc, const char *pid) {
  char path[32];
  snprintf(path, sizeof path, "%.15s/stat", pid);
  int descriptor = openat(proc, path, O_RDONLY | O_CLOEXEC);
  if (descriptor < 0) return true;
  char text[512];
  ssize_t count = read(descriptor, text, sizeof text);
  close(descriptor);
  if (count <= 0) return true;
  const char *command_end = memrchr(text, ')', (size_t)count);
  if (!command_end || command_end + 2 >= text + count) return false;
  return command_end[2] == 'Z' || command_end[2] == 'X';
}

// Signals the members outside the leader's group, and counts all of them.
static int signal_members(DIR *proc, pid_t session, int signal) {
  int members = 0;
  rewinddir(proc);
  for (const struct dirent *entry; (entry = readdir(proc));) {
    char *end;
    long pid = strtol(entry->d_name, &end, 10);
    if (pid < 2 || *end != '\0' || getsid((pid_t)pid) != session) continue;
    if (is_zombie(dirfd(proc), entry->d_name)) continue;
    members++;
    if (getpgid((pid_t)pid) != session) kill((pid_t)pid, signal);
  }
  return members;
}

int batchdeck_kill_session(pid_t session, int signal) {
  if (session < 2) return -EINVAL;
  DIR *proc = opendir("/proc");
  if (!proc) return -errno;
  int found = 0;
  for (int pass = 0; pass < (signal == SIGKILL ? kill_passes : 1); pass++) {
    // Counted first: whoever dies of this pass's signal was alive before it.
    int members = signal_members(proc, session, signal);
    if (members == 0) break;
    kill(-session, signal);
    if (pass == 0) found = members;
  }
  closedir(proc);
  return found > 0 ? found : -ESRCH;
}

static bool has_variable(int proc, const char *pid, const char *variable) {
  char path[32];
  snprintf(path, sizeof path, "%.15s/environ", pid);
  int descriptor = openat(proc, path, O_RDONLY | O_CLOEXEC);
  if (descriptor < 0) return false;
  FILE *file = fdopen(descriptor, "r");
  if (!file) {
    close(descriptor);
    return false;
  }
  char *entry = NULL;
  size_t room = 0;
  bool found = false;
  while (!found && getdelim(&entry, &room, '\0', file) > 0) found = strcmp(entry, variable) == 0;
  free(entry);
  fclose(file);
  return found;
}

int batchdeck_kill_marked(const char *variable) {
  DIR *proc = opendir("/proc");
  if (!proc) return -errno;
  int killed = 0;
  for (int pass = 0; pass < kill_passes; pass++) {
    int found = 0;
    rewinddir(proc);
    for (const struct dirent *entry; (entry = readdir(proc));) {
      char *end;
      long pid = strtol(entry->d_name, &end, 10);
      if (pid < 2 || *end != '\0' || pid == getpid()) continue;
      // A zombie has no environment any more, so a second look does not find it.
      if (!has_variable(dirfd(proc), entry->d_name, variable)) continue;
      if (kill((pid_t)pid, SIGKILL) == 0) found++;
    }
    if (found == 0) break;
    killed += found;
  }
  closedir(proc);
  return killed;
}
