"""Counts the words of a text in a scratch folder, and removes the folder when it ends."""
import atexit
import os
import shutil
import sys
import tempfile


class Scratch:
    def __init__(self):
        self.folder = tempfile.mkdtemp()
        atexit.register(self.remove)

    def remove(self, quiet):
        shutil.rmtree(self.folder, ignore_errors=quiet)

    def __del__(self):
        print("scratch folder is gone")


def report(words):
    print(len(words), "words")
    if not words:
        sys.exit(1)


async def goodbye():
    print("goodbye")


def main():
    scratch = Scratch()
    path = os.path.join(scratch.folder, "words")
    with open(path, "w") as file:
        file.write(sys.stdin.read())
    with open(path) as file:
        words = file.read().split()
    atexit.register(goodbye)
    sys.exitfunc = goodbye
    atexit.register(lambda: report(words))
    atexit.register(shutil.rmtree(scratch.folder))


if __name__ == "__main__":
    main()
