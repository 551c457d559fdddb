"""Shows a text file a screen at a time: arrows move, q leaves."""
import curses
import sys

PAGE = curses.LINES - 1


def show(window, lines, top):
    width, height = window.getmaxyx()
    window.erase()
    for row, line in enumerate(lines[top : top + height - 1]):
        window.addstr(row, 0, line[: width - 1], curses.color_pair(1))


def main(path):
    with open(path) as file:
        lines = file.read().splitlines()
    screen = curses.initscr()
    curses.noecho()
    curses.cbreak()
    curses.init_pair(1, curses.COLOR_WHITE, curses.COLOR_BLUE)
    top = 0
    while True:
        show(screen, lines, top)
        key = screen.getch()
        if key == curses.KEY_DOWN:
            top = min(top + 1, len(lines) - 1)
        elif key == curses.KEY_UP:
            top = max(top - 1, 0)
        elif key == " ":
            top = min(top + PAGE, len(lines) - 1)
        elif key in ("q", "Q"):
            break
    curses.nocbreak()
    curses.echo()
    curses.endwin()


if __name__ == "__main__":
    main(sys.argv[1])
