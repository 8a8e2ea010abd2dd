// What the parts of this target share.

#ifndef CTERMINAL_INTERNAL_H
#define CTERMINAL_INTERNAL_H

#if !__has_include(<ncursesw/curses.h>)
#error "BatchDeck needs the ncurses headers: apt-get install libncurses-dev"
#endif

#define NCURSES_WIDECHAR 1
#include <ncursesw/curses.h>

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include "CTerminal.h"

// terminal.c

/// Whether the screen is ours now; false while stopped.
extern atomic_bool ct_owns_screen;

/// Whether the terminal has a second screen, and shows the shell's again when we leave.
extern atomic_bool ct_has_second_screen;

/// Whether the window has a name of ours, and its own is on the terminal's stack.
extern atomic_bool ct_has_title;

/// Leaves the alternate screen and raw mode, to come back with `ct_enter_screen`.
void ct_leave_screen(void);
void ct_enter_screen(void);
bool ct_adopt_size(void);
void ct_write_all(int descriptor, const char *bytes, size_t count);

// input.c

/// A window that is never shown: reading from it refreshes nothing.
extern WINDOW *ct_input_window;
void ct_define_keys(void);

// signals.c

/// Readable when a signal or a wake has come.
int ct_pipe_descriptor(void);
void ct_drain_pipe(void);
void ct_install_signals(void);
void ct_restore_signals(void);

// Each returns whether there was one since it was last asked.
bool ct_take_wake(void);
bool ct_take_resize(void);
bool ct_take_stop(void);
bool ct_take_continue(void);

/// The signal that asks us to end, or 0.
int ct_take_termination(void);
bool ct_has_termination(void);

/// Stops this process and the rest of its job, as Ctrl-Z does, until they are continued in the
/// foreground or asked to end.
void ct_stop_with_job(void);

/// The leader of the process group that has the terminal, 0 when there is none: what asks us to end
/// asks it as well.
void ct_set_guest(pid_t guest);

/// Stops and continues that were meant for a guest are over; the window may have another size.
void ct_forget_job_signals(void);

// crash.c

void ct_install_crash_handlers(void);
void ct_restore_crash_handlers(void);
void ct_capture_stderr(void);

/// Standard error as it was before it was captured; -1 when it is not.
int ct_original_stderr(void);

/// Puts standard error back and prints what came meanwhile. Safe in a signal handler.
void ct_release_stderr(void);

#endif
