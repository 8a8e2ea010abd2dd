// Opening, drawing and closing.

#define _GNU_SOURCE
#include "internal.h"

#include <errno.h>
#include <fcntl.h>
#include <langinfo.h>
#include <locale.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>
#include <wchar.h>

#include "direct_color.h"

// <term.h> defines macros named `columns`, `lines` and `buttons`; these few are all we need of it.
extern int setupterm(const char *term, int descriptor, int *error);
extern char *tigetstr(const char *capability);
typedef struct term TERMINAL;
extern TERMINAL *cur_term;
extern int del_curterm(TERMINAL *terminal);

atomic_bool ct_owns_screen;

/// Whether the terminal has a second screen, and shows the shell's again when we leave.
atomic_bool ct_has_second_screen;

static SCREEN *screen;
static bool reports_mouse;
static bool is_utf8;

/// The window's name; empty as long as it is the operator's own.
static char title[1024];
atomic_bool ct_has_title;

void ct_write_all(int descriptor, const char *bytes, size_t count) {
  while (count > 0) {
    ssize_t written = write(descriptor, bytes, count);
    if (written > 0) {
      bytes += written;
      count -= (size_t)written;
    } else if (written < 0 && errno == EAGAIN) {
      struct pollfd out = {.fd = descriptor, .events = POLLOUT};
      poll(&out, 1, 1000);
    } else if (!(written < 0 && errno == EINTR)) {
      return;
    }
  }
}

static void write_text(const char *text) { ct_write_all(STDOUT_FILENO, text, strlen(text)); }

// MARK: - Opening

/// ncurses and wcwidth(3) drop what the locale cannot encode, so characters are always UTF-8.
static void choose_locale(void) {
  static const char *const fallbacks[] = {"C.UTF-8", "C.utf8", "en_US.UTF-8"};
  setlocale(LC_CTYPE, "");
  is_utf8 = strcmp(nl_langinfo(CODESET), "UTF-8") == 0;
  if (is_utf8) return;
  for (size_t i = 0; i < sizeof fallbacks / sizeof *fallbacks; i++) {
    if (setlocale(LC_CTYPE, fallbacks[i])) return;
  }
}

/// Whether a terminal is known and can place the cursor. Writes nothing to it.
static bool is_usable(const char *term, bool *is_known) {
  int error = 0;
  *is_known = setupterm(term, STDOUT_FILENO, &error) == OK;
  if (!*is_known) return false;
  const char *cup = tigetstr("cup");
  bool usable = cup != NULL && cup != (char *)-1;
  del_curterm(cur_term);
  return usable;
}

static SCREEN *open_direct_color(void) {
  const char *current = getenv("TERMINFO");
  char *saved = current ? strdup(current) : NULL;
  setenv("TERMINFO", direct_color_terminfo, 1);
  SCREEN *opened = newterm("batchdeck-direct", stdout, stdin);
  // Children must find their own terminal.
  if (saved) {
    setenv("TERMINFO", saved, 1);
    free(saved);
  } else {
    unsetenv("TERMINFO");
  }
  return opened;
}

static SCREEN *open_screen(const ct_options *options) {
  const char *term = getenv("TERM");
  bool is_known = false;
  if (term == NULL || *term == '\0') return NULL;
  if (!is_usable(term, &is_known) && is_known) return NULL;
  use_env(FALSE);
  use_tioctl(TRUE);
  SCREEN *opened = options->direct_color ? open_direct_color() : NULL;
  if (opened == NULL && is_known) opened = newterm(term, stdout, stdin);
  // Most terminals whose entry is not installed are an xterm in all that matters.
  if (opened == NULL) opened = newterm("xterm-256color", stdout, stdin);
  return opened;
}

/// Keeps the name before on the terminal's stack (xterm's XTWINOPS 22 and 23).
static void show_title(void) {
  if (title[0] == '\0') return;
  if (!atomic_exchange(&ct_has_title, true)) write_text("\033[22;2t");
  write_text("\033]2;");
  write_text(title);
  write_text("\033\\");
}

static void enable_modes(void) {
  show_title();
  write_text("\033[?2004h\033[?1004h");
  if (reports_mouse) write_text("\033[?1000h\033[?1002h\033[?1006h");
}

static void disable_modes(void) {
  if (reports_mouse) write_text("\033[?1006l\033[?1002l\033[?1000l");
  write_text("\033[?1004l\033[?2004l");
  if (atomic_exchange(&ct_has_title, false)) write_text("\033[23;2t");
}

/// Makes a frame one write instead of one for each movement of the cursor: as long as a screen has
/// never been left, ncurses flushes in mvcur(3X), for programs that have no screen at all. What it says
/// on leaving is for nobody.
static void buffer_frames(void) {
  int terminal = fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, 3);
  int nowhere = open("/dev/null", O_WRONLY | O_CLOEXEC);
  if (terminal >= 0 && nowhere >= 0 && dup2(nowhere, STDOUT_FILENO) >= 0) {
    endwin();
    dup2(terminal, STDOUT_FILENO);
  }
  if (nowhere >= 0) close(nowhere);
  if (terminal >= 0) close(terminal);
}

ct_status ct_open(const ct_options *options) {
  static bool is_registered;
  if (screen != NULL) return CT_OPENED;
  if (!isatty(STDIN_FILENO) || !isatty(STDOUT_FILENO)) return CT_NOT_A_TERMINAL;
  choose_locale();
  // Before newterm, which takes over only signals that have no handler, and changes the modes.
  ct_install_signals();
  ct_install_crash_handlers();
  screen = open_screen(options);
  if (screen == NULL) {
    ct_restore_crash_handlers();
    ct_restore_signals();
    return CT_UNUSABLE;
  }
  buffer_frames();
  reports_mouse = options->mouse;
  const char *leave = tigetstr("rmcup");
  atomic_store(&ct_has_second_screen, leave != NULL && leave != (char *)-1);
  set_escdelay(options->escape_delay);
  raw();
  noecho();
  nonl();
  curs_set(0);
  leaveok(stdscr, TRUE);
  // No peeking at the keyboard while a frame is being written.
  typeahead(-1);
  if (has_colors()) {
    start_color();
    use_default_colors();
  }
  ct_input_window = newpad(1, 1);
  keypad(ct_input_window, TRUE);
  nodelay(ct_input_window, TRUE);
  ct_define_keys();
  ct_capture_stderr();
  atomic_store(&ct_owns_screen, true);
  refresh();
  enable_modes();
  if (!is_registered) is_registered = atexit(ct_close) == 0;
  return CT_OPENED;
}

// MARK: - Closing

void ct_leave_screen(void) {
  if (!atomic_exchange(&ct_owns_screen, false)) return;
  disable_modes();
  endwin();
  // The cursor is in the last row now, where our footer stays.
  if (!atomic_load(&ct_has_second_screen)) write_text("\n");
}

void ct_enter_screen(void) {
  if (atomic_exchange(&ct_owns_screen, true)) return;
  reset_prog_mode();
  curs_set(0);
  ct_forget();
  refresh();
  enable_modes();
}

void ct_close(void) {
  if (screen == NULL) return;
  ct_leave_screen();
  delwin(ct_input_window);
  ct_input_window = NULL;
  delscreen(screen);
  screen = NULL;
  title[0] = '\0';
  ct_restore_crash_handlers();
  ct_restore_signals();
  ct_release_stderr();
}

// MARK: - Facts

int ct_colors(void) { return has_colors() ? COLORS : 0; }
int ct_columns(void) { return COLS; }
int ct_rows(void) { return LINES; }
bool ct_is_utf8(void) { return is_utf8; }

/// Takes over the window's size; true when it is another one.
bool ct_adopt_size(void) {
  struct winsize window;
  if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &window) != 0) return false;
  if (window.ws_row == 0 || window.ws_col == 0) return false;
  if (window.ws_row == LINES && window.ws_col == COLS) return false;
  return resizeterm(window.ws_row, window.ws_col) == OK;
}

// MARK: - Drawing

static attr_t curses_attributes(uint8_t attributes) {
  attr_t result = A_NORMAL;
  if (attributes & CT_BOLD) result |= A_BOLD;
  if (attributes & CT_DIM) result |= A_DIM;
  if (attributes & CT_UNDERLINE) result |= A_UNDERLINE;
  if (attributes & CT_REVERSE) result |= A_REVERSE;
  return result;
}

static int curses_color(int32_t color) {
  if (color < 0) return -1;
  if (color < CT_COLOR_RGB) {
    if (color < COLORS) return color;
    // Eight colours have no bright half; grey would turn black.
    return color < 16 && color != 8 ? color - 8 : -1;
  }
  if (COLORS < CT_COLOR_RGB) return -1;
  int rgb = color - CT_COLOR_RGB;
  // The entry reads numbers below 256 as the palette; one step of green tells a blue apart.
  return rgb < 256 ? rgb + 256 : rgb;
}

static int color_pair(int32_t foreground, int32_t background) {
  if (!has_colors() || (foreground < 0 && background < 0)) return 0;
  int pair = alloc_pair(curses_color(foreground), curses_color(background));
  return pair < 0 ? 0 : pair;
}

/// Stores one cell and returns how many of `out` it took: where ncurses counts other columns than
/// we do, a question mark keeps the layout.
static int convert(const ct_cell *cell, attr_t attributes, int pair, cchar_t *out) {
  wchar_t text[CCHARW_MAX] = {(wchar_t)cell->scalars[0]};
  if (cell->scalars[0] < 0x20 || (cell->scalars[0] >= 0x7f && wcwidth(text[0]) != cell->width)) {
    setcchar(&out[0], L"?", attributes, 0, &pair);
    if (cell->width == 2) setcchar(&out[1], L" ", attributes, 0, &pair);
    return cell->width;
  }
  int length = 1;
  for (int i = 1; i < 4 && cell->scalars[i] != 0; i++) {
    if (wcwidth((wchar_t)cell->scalars[i]) == 0) text[length++] = (wchar_t)cell->scalars[i];
  }
  setcchar(&out[0], text, attributes, 0, &pair);
  return 1;
}

void ct_put_row(int row, const ct_cell *cells, size_t count) {
  if (screen == NULL || row < 0 || row >= LINES || count == 0) return;
  cchar_t *line = calloc(count, sizeof *line);
  if (line == NULL) return;
  int used = 0;
  int pair = 0;
  const ct_cell *previous = NULL;
  for (size_t i = 0; i < count; i++) {
    const ct_cell *cell = &cells[i];
    if (cell->width == 0) continue;
    if (previous == NULL || previous->foreground != cell->foreground ||
        previous->background != cell->background) {
      pair = color_pair(cell->foreground, cell->background);
    }
    previous = cell;
    used += convert(cell, curses_attributes(cell->attributes), pair, &line[used]);
  }
  mvwadd_wchnstr(stdscr, row, 0, line, used);
  free(line);
}

void ct_erase(void) {
  if (screen != NULL) erase();
}

void ct_forget(void) {
  if (screen != NULL) clearok(curscr, TRUE);
}

void ct_flush(void) {
  if (!atomic_load(&ct_owns_screen)) return;
  wnoutrefresh(stdscr);
  // Synchronised output (mode 2026): the terminal shows the frame whole.
  write_text("\033[?2026h");
  doupdate();
  write_text("\033[?2026l");
}

// MARK: - Requests

void ct_send(const char *bytes, size_t count) {
  if (atomic_load(&ct_owns_screen)) ct_write_all(STDOUT_FILENO, bytes, count);
}

void ct_set_title(const char *text) {
  size_t length = strlen(text);
  if (length >= sizeof title) {
    length = sizeof title - 1;
    // Not in the middle of a character.
    while (length > 0 && (text[length] & 0xC0) == 0x80) length--;
  }
  memcpy(title, text, length);
  title[length] = '\0';
  if (atomic_load(&ct_owns_screen)) show_title();
}
