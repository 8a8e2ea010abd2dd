// From bytes of the keyboard to events.

#define _GNU_SOURCE
#include "internal.h"

#include <limits.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>
#include <wchar.h>

WINDOW *ct_input_window;

// Codes of our own, far above KEY_MAX, from where ncurses numbers an entry's extra keys.
enum {
  CODE_PASTE_BEGIN = 4000,
  CODE_PASTE_END,
  CODE_MOUSE,
  CODE_FOCUS_IN,
  CODE_FOCUS_OUT,
  // + modifiers * 256 + ct_key
  CODE_KEYS = 5000,
};

// Modifiers as xterm numbers them, less one.
enum { SHIFT = 1, ALT = 2, CONTROL = 4, MODIFIERS = 8 };

/// How long the rest of a mouse report or of a paste may take, milliseconds.
static const int tail_timeout = 500;

/// A longer paste loses its end.
static const size_t paste_limit = 64 * 1024;

static char *paste;

/// Times in a row that a readable terminal gave nothing: it is gone.
static int empty_reads;

static void define(const char *sequence, int key, int modifiers) {
  define_key(sequence, CODE_KEYS + modifiers * 256 + key);
}

/// Defines the keys of xterm and its kin, whatever TERM says: entries differ, terminals hardly do.
void ct_define_keys(void) {
  static const struct {
    char final;
    int key;
  } letters[] = {
      {'A', CT_KEY_UP},   {'B', CT_KEY_DOWN}, {'C', CT_KEY_RIGHT},
      {'D', CT_KEY_LEFT}, {'H', CT_KEY_HOME}, {'F', CT_KEY_END},
      {'P', CT_KEY_FUNCTION + 1}, {'Q', CT_KEY_FUNCTION + 2},
      {'R', CT_KEY_FUNCTION + 3}, {'S', CT_KEY_FUNCTION + 4},
  };
  static const struct {
    int number;
    int key;
  } numbers[] = {
      {1, CT_KEY_HOME},      {2, CT_KEY_INSERT},  {3, CT_KEY_DELETE}, {4, CT_KEY_END},
      {5, CT_KEY_PAGE_UP},   {6, CT_KEY_PAGE_DOWN}, {7, CT_KEY_HOME}, {8, CT_KEY_END},
      {11, CT_KEY_FUNCTION + 1},  {12, CT_KEY_FUNCTION + 2},  {13, CT_KEY_FUNCTION + 3},
      {14, CT_KEY_FUNCTION + 4},  {15, CT_KEY_FUNCTION + 5},  {17, CT_KEY_FUNCTION + 6},
      {18, CT_KEY_FUNCTION + 7},  {19, CT_KEY_FUNCTION + 8},  {20, CT_KEY_FUNCTION + 9},
      {21, CT_KEY_FUNCTION + 10}, {23, CT_KEY_FUNCTION + 11}, {24, CT_KEY_FUNCTION + 12},
  };
  char sequence[16];
  for (size_t i = 0; i < sizeof letters / sizeof *letters; i++) {
    // CSI P … S is not F1 … F4 anywhere; SS3 is.
    snprintf(sequence, sizeof sequence, "\033O%c", letters[i].final);
    define(sequence, letters[i].key, 0);
    if (letters[i].key < CT_KEY_FUNCTION) {
      snprintf(sequence, sizeof sequence, "\033[%c", letters[i].final);
      define(sequence, letters[i].key, 0);
    }
    for (int modifiers = 1; modifiers < MODIFIERS; modifiers++) {
      snprintf(sequence, sizeof sequence, "\033[1;%d%c", modifiers + 1, letters[i].final);
      define(sequence, letters[i].key, modifiers);
    }
  }
  for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
    snprintf(sequence, sizeof sequence, "\033[%d~", numbers[i].number);
    define(sequence, numbers[i].key, 0);
    for (int modifiers = 1; modifiers < MODIFIERS; modifiers++) {
      snprintf(sequence, sizeof sequence, "\033[%d;%d~", numbers[i].number, modifiers + 1);
      define(sequence, numbers[i].key, modifiers);
    }
  }
  define("\033[Z", CT_KEY_BACK_TAB, 0);
  define("\033OM", CT_KEY_ENTER, 0);
  define_key("\033[200~", CODE_PASTE_BEGIN);
  define_key("\033[201~", CODE_PASTE_END);
  define_key("\033[<", CODE_MOUSE);
  define_key("\033[I", CODE_FOCUS_IN);
  define_key("\033[O", CODE_FOCUS_OUT);
}

static void set_key(ct_event *event, int key) {
  event->kind = CT_EVENT_KEY;
  event->code = key;
}

/// Reads one key or character, waiting up to `timeout` milliseconds for it.
static int read_wide(wint_t *value, int timeout) {
  wtimeout(ct_input_window, timeout);
  int result = wget_wch(ct_input_window, value);
  nodelay(ct_input_window, TRUE);
  return result;
}

// MARK: - Mouse

/// Reads the rest of a report, `BUTTON;X;Y` and `M` or `m` (xterm's mode 1006). A wrong one is read
/// to its end, so that none of it is taken for keys.
static bool read_mouse(ct_event *event) {
  int fields[3] = {0};
  int field = 0;
  bool is_valid = true;
  wint_t value = 0;
  for (;;) {
    if (read_wide(&value, tail_timeout) != OK) return false;
    if (value >= 0x40) break;
    if (value >= '0' && value <= '9' && field < 3) {
      if (fields[field] < 100000) fields[field] = fields[field] * 10 + (int)(value - '0');
    } else if (value == ';') {
      field++;
    } else {
      is_valid = false;
    }
  }
  if (!is_valid || field != 2 || (value != 'M' && value != 'm')) return false;
  int code = fields[0];
  event->kind = CT_EVENT_MOUSE;
  event->button = code & 3;
  event->x = fields[1] - 1;
  event->y = fields[2] - 1;
  if (event->x < 0 || event->y < 0) return false;
  if (code & 64) {
    event->mouse = code & 1 ? CT_MOUSE_WHEEL_DOWN : CT_MOUSE_WHEEL_UP;
    // Beyond these two a wheel turns sideways.
    return event->button < 2;
  }
  event->mouse = code & 32 ? CT_MOUSE_DRAG : value == 'M' ? CT_MOUSE_PRESS : CT_MOUSE_RELEASE;
  return event->button < 3;
}

// MARK: - Paste

static void read_paste(ct_event *event) {
  size_t capacity = 4096;
  size_t length = 0;
  free(paste);
  paste = malloc(capacity);
  // Ever so long a paste must not keep the process from ending.
  while (!ct_has_termination()) {
    wint_t value = 0;
    int result = read_wide(&value, tail_timeout);
    if (result == ERR || (result == KEY_CODE_YES && value == CODE_PASTE_END)) break;
    if (result != OK || value == 27 || paste == NULL) continue;
    if (value == '\r') value = '\n';
    if (length + MB_LEN_MAX > capacity && capacity < paste_limit) {
      char *grown = realloc(paste, capacity * 2);
      if (grown == NULL) continue;
      paste = grown;
      capacity *= 2;
    }
    if (length + MB_LEN_MAX > capacity) continue;
    mbstate_t state = {0};
    size_t bytes = wcrtomb(paste + length, (wchar_t)value, &state);
    if (bytes != (size_t)-1) length += bytes;
  }
  event->kind = CT_EVENT_PASTE;
  event->text = paste;
  event->text_length = paste == NULL ? 0 : length;
}

// MARK: - Keys

static bool set_code(ct_event *event, int code) {
  if (code >= CODE_KEYS) {
    int modifiers = (code - CODE_KEYS) / 256;
    int key = (code - CODE_KEYS) % 256;
    event->alt = modifiers & ALT;
    event->control = modifiers & CONTROL;
    set_key(event, key);
    return true;
  }
  switch (code) {
  case CODE_PASTE_BEGIN: read_paste(event); return true;
  case CODE_PASTE_END: return false;
  case CODE_MOUSE: return read_mouse(event);
  case CODE_FOCUS_IN: event->kind = CT_EVENT_FOCUS_IN; return true;
  case CODE_FOCUS_OUT: event->kind = CT_EVENT_FOCUS_OUT; return true;
  case KEY_UP: set_key(event, CT_KEY_UP); return true;
  case KEY_DOWN: set_key(event, CT_KEY_DOWN); return true;
  case KEY_LEFT: set_key(event, CT_KEY_LEFT); return true;
  case KEY_RIGHT: set_key(event, CT_KEY_RIGHT); return true;
  case KEY_HOME: set_key(event, CT_KEY_HOME); return true;
  case KEY_END: set_key(event, CT_KEY_END); return true;
  case KEY_PPAGE: set_key(event, CT_KEY_PAGE_UP); return true;
  case KEY_NPAGE: set_key(event, CT_KEY_PAGE_DOWN); return true;
  case KEY_IC: set_key(event, CT_KEY_INSERT); return true;
  case KEY_DC: set_key(event, CT_KEY_DELETE); return true;
  case KEY_BTAB: set_key(event, CT_KEY_BACK_TAB); return true;
  case KEY_ENTER: set_key(event, CT_KEY_ENTER); return true;
  case KEY_BACKSPACE: set_key(event, CT_KEY_BACKSPACE); return true;
  default:
    if (code >= KEY_F(1) && code <= KEY_F(24)) {
      set_key(event, CT_KEY_FUNCTION + code - KEY_F(0));
      return true;
    }
    return false;
  }
}

static void set_character(ct_event *event, wint_t value) {
  switch (value) {
  case '\r':
  case '\n': set_key(event, CT_KEY_ENTER); return;
  case '\t': set_key(event, CT_KEY_TAB); return;
  case 8:
  case 127: set_key(event, CT_KEY_BACKSPACE); return;
  default:
    event->kind = CT_EVENT_CHARACTER;
    event->control = value < 32;
    // Control bytes are the characters at 64 … 95; letters are given in lower case.
    event->code = value == 0 ? ' ' : value <= 26 ? (int)value + 96 : value < 32 ? (int)value + 64
                                                                                : (int)value;
  }
}

/// Reads a string the terminal sends (OSC, DCS, APC) to its end: a reply that came too late to be
/// waited for. Its text must not be taken for keys.
static void skip_string(void) {
  wint_t value = 0;
  // Beyond any reply; a terminal must not keep us here for ever.
  for (int i = 0; i < 4096; i++) {
    if (read_wide(&value, tail_timeout) == ERR || value == 7) return;
    if (value == 27) {
      // The backslash of ST.
      wget_wch(ct_input_window, &value);
      return;
    }
  }
}

/// Reads what is left of a sequence that no key has; false when nothing is, so that the escape byte
/// and `introducer` were a key struck with Alt. Its bytes must not be taken for keys.
static bool skip_sequence(wint_t introducer) {
  wint_t value = 0;
  bool is_string = introducer == ']' || introducer == 'P' || introducer == '_';
  if (introducer != '[' && introducer != 'O' && !is_string) return false;
  if (wget_wch(ct_input_window, &value) != OK) return false;
  if (is_string) {
    skip_string();
    return true;
  }
  // ECMA-48: parameters and intermediates up to a final byte.
  while (introducer == '[' && value < 0x40) {
    if (wget_wch(ct_input_window, &value) != OK) break;
  }
  return true;
}

/// After an escape byte ncurses has waited out the delay: a key that is here already was struck
/// with Alt.
static bool set_escape(ct_event *event) {
  wint_t next = 0;
  int result = wget_wch(ct_input_window, &next);
  if (result == OK && next == 27) {
    unget_wch(27);
  } else if (result == OK) {
    if (skip_sequence(next)) return false;
    set_character(event, next);
    event->alt = true;
    return true;
  } else if (result == KEY_CODE_YES && set_code(event, (int)next)) {
    if (event->kind == CT_EVENT_KEY) event->alt = true;
    return true;
  }
  set_key(event, CT_KEY_ESCAPE);
  return true;
}

/// The next event from the keyboard, without waiting; false when there is none.
static bool read_input(ct_event *event) {
  wint_t value = 0;
  int result;
  while ((result = wget_wch(ct_input_window, &value)) != ERR) {
    empty_reads = 0;
    if (result == KEY_CODE_YES) {
      if (set_code(event, (int)value)) return true;
    } else if (value == 27) {
      if (set_escape(event)) return true;
    } else {
      set_character(event, value);
      return true;
    }
    // Of no meaning here, such as a wheel turned sideways.
    memset(event, 0, sizeof *event);
  }
  return false;
}

// MARK: - Waiting

static long long now_milliseconds(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return now.tv_sec * 1000LL + now.tv_nsec / 1000000;
}

/// Handles stopping and continuing, and reports what a signal asks for.
static bool read_signals(ct_event *event) {
  int signal = ct_take_termination();
  if (signal != 0) {
    event->kind = CT_EVENT_TERMINATE;
    event->code = signal;
    return true;
  }
  if (ct_take_stop()) {
    ct_suspend();
    event->kind = CT_EVENT_RESUMED;
    return true;
  }
  if (ct_take_continue() && !ct_has_termination()) {
    // A shell may have changed the terminal behind our back.
    ct_leave_screen();
    ct_enter_screen();
    event->kind = CT_EVENT_RESUMED;
    return true;
  }
  if (ct_take_resize() && ct_adopt_size()) {
    event->kind = CT_EVENT_RESIZE;
    return true;
  }
  return false;
}

void ct_next(ct_event *event, int timeout) {
  long long deadline = now_milliseconds() + timeout;
  struct pollfd ready[2] = {
      {.fd = STDIN_FILENO, .events = POLLIN},
      {.fd = ct_pipe_descriptor(), .events = POLLIN},
  };
  for (;;) {
    memset(event, 0, sizeof *event);
    if (read_signals(event)) return;
    if (ct_input_window != NULL && read_input(event)) return;
    if (ct_take_wake()) {
      event->kind = CT_EVENT_WAKE;
      return;
    }
    long long left = timeout < 0 ? -1 : deadline - now_milliseconds();
    if (timeout >= 0 && left < 0) left = 0;
    int count = poll(ready, 2, (int)left);
    if (count == 0) return;
    if (count < 0) continue;
    if (ready[1].revents & POLLIN) ct_drain_pipe();
    bool is_readable = ready[0].revents & POLLIN;
    bool is_gone = ready[0].revents & (POLLHUP | POLLERR | POLLNVAL);
    if ((is_gone && !is_readable) || (is_readable && ++empty_reads > 64)) {
      event->kind = CT_EVENT_HANGUP;
      return;
    }
  }
}
