"""Measures how fast a key is pressed after a star has appeared."""
import fcntl
import os
import random
import sys
import termios
import time


def wait_for_key():
    while True:
        try:
            key = sys.stdin.read(1)
            return time.time(), repr(key)
        except IOError:
            pass


def main():
    fd = sys.stdin.fileno()
    old = termios.tcgetattr(fd)
    new = old
    new[3] = new[3] & ~termios.ICANON & ~termios.ECHO
    termios.tcsetattr(fd, termios.TCSANOW, new)
    fcntl.fcntl(fd, fcntl.F_SETFL, os.O_NONBLOCK)

    time.sleep(random.uniform(1, 3))
    print("*")
    started = time.time()
    pressed, key = wait_for_key()
    print("%s after %.3f seconds" % (key, pressed - started))

    termios.tcsetattr(fd, termios.TCSAFLUSH, old)


if __name__ == "__main__":
    main()
