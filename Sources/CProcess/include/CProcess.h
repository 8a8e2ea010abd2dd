// Processes, locks, files and folders: what Swift cannot do between fork and exec, or not fast enough.
//
// Every function that returns `int` returns a negated errno when it fails. Nothing here keeps global
// state, so all of it may be called from any thread. Every descriptor handed out is close-on-exec.

#ifndef BATCHDECK_CPROCESS_H
#define BATCHDECK_CPROCESS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

// Starting a process ------------------------------------------------------------------------------

/// The most entries a descriptor map may have.
enum { batchdeck_max_descriptors = 64 };

/// Gives the child a duplicate of our `source` under the number `target`.
struct batchdeck_descriptor {
  int source;
  int target;
};

/// What to start and how. Zero every field that is not wanted.
struct batchdeck_spawn_request {
  /// The program's file; no search in PATH. A relative path is taken from `directory`.
  const char *path;
  /// NULL-terminated.
  char *const *argv;
  /// NULL-terminated `NAME=value`; NULL passes our own environment on.
  char *const *envp;

  /// The child has these descriptors and no others. Sources and targets may overlap or be equal; a
  /// target may stand only once. Whichever of 0, 1, 2 is not a target is /dev/null.
  const struct batchdeck_descriptor *descriptors;
  size_t descriptor_count;

  /// Working directory; NULL keeps ours.
  const char *directory;
  /// setsid(2): the child leads its own session and process group, both numbered as its pid.
  bool new_session;
  /// PR_SET_PDEATHSIG(2const) with SIGKILL. The kernel means the *thread* that called
  /// `batchdeck_spawn`, so call from one that lives as long as the process.
  bool die_with_parent;
  /// PR_SET_PTRACER(2const): we and our descendants may read the child's memory where Yama keeps that
  /// to a process's ancestors (ptrace(2), "/proc/sys/kernel/yama/ptrace_scope"). Without Yama no matter.
  bool parent_may_trace;
  /// RLIMIT_CORE 0.
  bool no_core_dump;
  /// RLIMIT_DATA in bytes, soft and hard; 0 keeps ours.
  uint64_t data_limit_bytes;
  /// Added to our nice value; 0 keeps it.
  int nice_increment;
};

/// The step that failed.
enum batchdeck_spawn_stage {
  batchdeck_stage_none = 0,
  /// Before there was a child: a request that makes no sense, or no more descriptors or processes.
  batchdeck_stage_prepare,
  batchdeck_stage_session,
  batchdeck_stage_descriptors,
  batchdeck_stage_directory,
  batchdeck_stage_limits,
  batchdeck_stage_exec,
};

typedef struct batchdeck_spawn_result {
  pid_t pid;
  /// Readable once the process has ended (pidfd_open(2)); the caller closes it. -1 where the kernel
  /// has none, and after `batchdeck_detach` when the process is already gone.
  int pidfd;
  /// `batchdeck_stage_none` when the start succeeded.
  enum batchdeck_spawn_stage stage;
} batchdeck_spawn_result;

/// Starts a child and returns 0 once its exec succeeded. The child begins with every signal at its
/// default and none blocked. After a failure there is no child and no zombie: the result is the negated
/// errno and `out->stage` says where. The child must be reaped with `batchdeck_wait`.
int batchdeck_spawn(const struct batchdeck_spawn_request *request, batchdeck_spawn_result *out);

/// As `batchdeck_spawn`, but the process leads its own session, is nobody's child here (init or the
/// nearest subreaper adopts and reaps it), and so outlives the caller and its terminal. `new_session`
/// is implied; `die_with_parent` gives -EINVAL.
int batchdeck_detach(const struct batchdeck_spawn_request *request, batchdeck_spawn_result *out);

// Ending a process --------------------------------------------------------------------------------

/// How a child ended and what it used, its own reaped children included.
struct batchdeck_exit {
  /// True: `code` holds. False: `signal` and `dumped_core` hold.
  bool exited;
  bool dumped_core;
  int code;
  int signal;
  int64_t user_us;
  int64_t system_us;
  int64_t max_rss_kib;
};

/// Reaps the child `pid` (wait4(2)): 1 when it has ended, 0 when it still runs and `block` is false,
/// -ECHILD when it is not our child or was reaped before.
int batchdeck_wait(pid_t pid, bool block, struct batchdeck_exit *out);

/// Signals a process group; 0, or -ESRCH when it is empty. A group below 2 gives -EINVAL, because
/// kill(2) reads 0 and -1 as "many".
int batchdeck_kill_group(pid_t group, int signal);

/// Signals every process of a session, those that moved to another process group too (found in /proc),
/// and returns how many. -ESRCH when there is none. A process that called setsid(2) has left the
/// session and is not reached. Call before the leader is reaped: until then its number cannot come to
/// mean another session.
int batchdeck_kill_session(pid_t session, int signal);

/// Kills every process whose environment at its start held `variable`, a whole `NAME=VALUE`, this one
/// excepted, and returns how many: it finds those that have left their session. Those of other users are not
/// seen. Reads the environments of all our processes, some 20 us each.
int batchdeck_kill_marked(const char *variable);

/// A descriptor that is readable once the process has ended (pidfd_open(2)), as in
/// `batchdeck_spawn_result`; for a process that another reaps. -ESRCH when there is none with this
/// number: take it while the one that reaps it cannot do so yet.
int batchdeck_open_process(pid_t pid);

/// Moves the soft RLIMIT_DATA of a living process of our user, in bytes, up to its hard limit; 0 sets
/// it to the hard limit. -ESRCH when it has ended.
int batchdeck_limit_data(pid_t pid, uint64_t bytes);

// Talking to a process ----------------------------------------------------------------------------

/// A connected pair of stream sockets; only `out[0]` is non-blocking. Keep [0] and give [1] away.
int batchdeck_socketpair(int out[2]);

/// Sends a message and duplicates of descriptors with it (SCM_RIGHTS in unix(7)) on a stream socket. The
/// receiver gets the descriptors with the message's first byte. Returns the number of bytes sent: fewer
/// than `length` when the socket's buffer is full, and then the rest goes without descriptors. -EAGAIN
/// when nothing could be sent, -EPIPE (no signal) when the other end is closed.
ssize_t batchdeck_send_descriptors(
    int socket, const void *message, size_t length, const int *descriptors,
    size_t descriptor_count);

/// An anonymous file of `size` zero bytes, to share with children; `name` is seen in /proc only. Its
/// size is sealed, so no child can shrink it under our mapping and bring us down with SIGBUS; who has
/// mapped it may add seals (F_SEAL_FUTURE_WRITE). Returns the descriptor.
int batchdeck_memfd(const char *name, size_t size);

/// Maps `size` bytes of such a file, shared.
int batchdeck_page_map(int descriptor, size_t size, bool writable, void **out);
int batchdeck_page_unmap(void *page, size_t size);

/// The `index`-th 64-bit word, read atomically (relaxed). The caller keeps `index` inside the page.
uint64_t batchdeck_page_load(const void *page, size_t index);
/// Writes it, as atomically; the page was mapped writable.
void batchdeck_page_store(void *page, size_t index, uint64_t value);

// Locks -------------------------------------------------------------------------------------------

/// Creates the file (0600) if need be, locks it and writes our pid in it as text and a newline. The
/// lock lives until `batchdeck_unlock_file` of the returned descriptor and ends with the process,
/// however that ends (a child caught between fork and exec keeps it until the exec).
/// -EWOULDBLOCK when another holder has it. Never delete the file while anyone may lock it.
int batchdeck_lock_file(const char *path);

/// Gives the lock back and closes the descriptor. Closing alone would leave the lock with a child that
/// is between fork and exec.
void batchdeck_unlock_file(int descriptor);

/// 1 when somebody (this process included) holds the lock, 0 when nobody does or there is no such
/// file. Looking takes no lock, so it never makes a `batchdeck_lock_file` elsewhere fail.
int batchdeck_lock_is_held(const char *path);

/// The pid in the file while the lock is held; 0 when it is not, or its holder has not written yet.
pid_t batchdeck_lock_owner(const char *path);

// Files -------------------------------------------------------------------------------------------

/// Takes `length` bytes from `start` on out of a file (fallocate(2), FALLOC_FL_COLLAPSE_RANGE): what follows
/// moves up, and so does the end at which others append, of which nothing is lost. Both are multiples of
/// the file system's blocks, and the range ends before the file does. -EOPNOTSUPP where the file system
/// cannot (ext4 and XFS can), -EINVAL for ranges that it does not like.
int batchdeck_collapse_file(int descriptor, int64_t start, int64_t length);

// Walking a folder --------------------------------------------------------------------------------

/// A readable regular file, or why something under the root is not one.
enum batchdeck_entry_kind {
  batchdeck_entry_file = 0,
  /// A regular file we may not read, or that vanished under the walk; see `error`.
  batchdeck_entry_unreadable_file,
  batchdeck_entry_unreadable_directory,
  /// A symbolic link that leads nowhere; see `error` (ENOENT, ELOOP, EACCES …).
  batchdeck_entry_broken_link,
  /// A symbolic link to a directory that contains it.
  batchdeck_entry_directory_cycle,
  batchdeck_entry_socket,
  batchdeck_entry_fifo,
  batchdeck_entry_device,
};

struct batchdeck_entry {
  enum batchdeck_entry_kind kind;
  /// errno behind an unreadable file, an unreadable directory or a broken link; otherwise 0.
  int error;
  /// Relative to the root, as the file system has it: any bytes but NUL. A problem with a directory
  /// ends in '/'. NUL-terminated as well; valid during the callback only.
  const char *path;
  size_t path_length;
  /// Bytes; 0 for everything but files.
  int64_t size;
  /// Nanoseconds since 1970; 0 for everything but files.
  int64_t mtime_ns;
};

/// Returns whether to go on.
typedef bool (*batchdeck_walk_callback)(void *context, const struct batchdeck_entry *entry);

/// Calls back for every file under `root`, and for everything that is neither a readable file nor a
/// directory, in bytewise order of the relative path ("a-b" comes before "a/c"). Symbolic links are
/// followed, hidden files are listed, and nothing is left out silently: what cannot be listed is
/// called back with its reason, a path that with its root is longer than PATH_MAX among it. Empty
/// directories give nothing. When `root` is a file, it is the only entry and `path` is its last
/// component. One directory per level stays open.
///
/// Returns 0 when done, 1 when the callback stopped it, a negated errno when `root` is not there or is
/// a directory that cannot be read, or memory ran out.
int batchdeck_walk(const char *root, batchdeck_walk_callback callback, void *context);

#endif
