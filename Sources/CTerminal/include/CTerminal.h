// The terminal, through ncurses. One per process, used from one thread; `ct_wake` alone may be
// called from any. No curses type crosses this header.

#ifndef CTERMINAL_H
#define CTERMINAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef enum {
  CT_OPENED,
  /// Standard input or output is not a terminal.
  CT_NOT_A_TERMINAL,
  /// TERM names a terminal that cannot place the cursor, or none at all.
  CT_UNUSABLE,
} ct_status;

typedef struct {
  /// Ask for 24-bit colour through an entry of our own, whatever TERM names.
  bool direct_color;
  bool mouse;
  /// How long a lone escape byte waits for the rest of a key, milliseconds.
  int escape_delay;
} ct_options;

/// Takes the terminal over: raw mode, alternate screen, signals, standard error.
ct_status ct_open(const ct_options *options);

/// Gives everything back and prints what standard error caught. Does nothing when not open.
void ct_close(void);

/// Colours the terminal can show: 0, 8, 16, 88, 256 or 1 << 24.
int ct_colors(void);
int ct_columns(void);
int ct_rows(void);

/// Whether the operator's own locale is UTF-8. (Characters are written as UTF-8 in any case.)
bool ct_is_utf8(void);

enum {
  CT_BOLD = 1,
  CT_DIM = 2,
  CT_UNDERLINE = 4,
  CT_REVERSE = 8,
};

enum {
  CT_COLOR_DEFAULT = -1,
  /// Added to 0xRRGGBB; smaller numbers are the palette.
  CT_COLOR_RGB = 1 << 24,
};

typedef struct {
  /// A base and its combining marks, zero where unused.
  uint32_t scalars[4];
  int32_t foreground;
  int32_t background;
  uint8_t attributes;
  /// 1, 2, or 0 for the tail of the wide cell before it.
  uint8_t width;
} ct_cell;

/// Stores the cells of a row, from its first column on; shown at the next `ct_flush`.
void ct_put_row(int row, const ct_cell *cells, size_t count);

/// Blanks the screen; shown at the next `ct_flush`.
void ct_erase(void);

/// Forgets what the terminal shows, so that the next `ct_flush` repaints all of it.
void ct_forget(void);
void ct_flush(void);

/// Sends bytes as they are, such as a sequence that moves nothing; dropped while the screen is not
/// ours.
void ct_send(const char *bytes, size_t count);

/// Names the window until the screen is given back. UTF-8 without controls; its first 1023 bytes
/// are taken.
void ct_set_title(const char *title);

typedef enum {
  CT_EVENT_NONE,
  CT_EVENT_CHARACTER,
  CT_EVENT_KEY,
  CT_EVENT_PASTE,
  CT_EVENT_MOUSE,
  CT_EVENT_RESIZE,
  CT_EVENT_WAKE,
  CT_EVENT_TERMINATE,
  CT_EVENT_RESUMED,
  CT_EVENT_FOCUS_IN,
  CT_EVENT_FOCUS_OUT,
  CT_EVENT_HANGUP,
} ct_event_kind;

typedef enum {
  CT_KEY_UP = 1,
  CT_KEY_DOWN,
  CT_KEY_LEFT,
  CT_KEY_RIGHT,
  CT_KEY_HOME,
  CT_KEY_END,
  CT_KEY_PAGE_UP,
  CT_KEY_PAGE_DOWN,
  CT_KEY_INSERT,
  CT_KEY_DELETE,
  CT_KEY_TAB,
  CT_KEY_BACK_TAB,
  CT_KEY_ENTER,
  CT_KEY_ESCAPE,
  CT_KEY_BACKSPACE,
  /// F1 is `CT_KEY_FUNCTION + 1`.
  CT_KEY_FUNCTION = 100,
} ct_key;

typedef enum {
  CT_MOUSE_PRESS,
  CT_MOUSE_RELEASE,
  CT_MOUSE_DRAG,
  CT_MOUSE_WHEEL_UP,
  CT_MOUSE_WHEEL_DOWN,
} ct_mouse_kind;

typedef struct {
  ct_event_kind kind;
  /// A Unicode scalar, a `ct_key`, or a signal's number.
  int32_t code;
  bool control;
  bool alt;
  ct_mouse_kind mouse;
  /// 0 left, 1 middle, 2 right.
  int32_t button;
  int32_t x;
  int32_t y;
  /// Pasted text, UTF-8, until the next call.
  const char *text;
  size_t text_length;
} ct_event;

/// Waits for something to happen, `timeout` milliseconds at most (for ever below zero).
///
/// `CT_EVENT_NONE` when the time is over. Stopping and continuing are handled inside.
void ct_next(ct_event *event, int timeout);

/// Makes `ct_next` return `CT_EVENT_WAKE`, once for any number of calls. From any thread, also when
/// nothing is open.
void ct_wake(void);

/// Stops the process as Ctrl-Z does elsewhere, and returns when it goes on.
///
/// Does nothing where the shell has no job control.
void ct_suspend(void);

/// Gives the terminal to another program until it ends, and takes it back.
///
/// `arguments` begins with the program, looked for in PATH, and ends with NULL; `status` becomes what
/// waitpid(2) says. Returns 0, or the error number that kept the program from starting.
int ct_run(char *const arguments[], int *status);

#endif
