"""Sorts lines by a command through a temporary file, keeps copies of the result, and prints it."""
import contextlib
import io
import os
import shutil
import subprocess
import sys
import tempfile


def sort_lines(lines):
    with tempfile.NamedTemporaryFile("w") as unsorted:
        unsorted.writelines(lines)
        done = subprocess.run(["sort", unsorted.name], capture_output=True, text=True)
    return done.stdout.splitlines(keepends=True)


def keep(lines, path):
    with open(path, "w") as report:
        report.writelines(lines)
        shutil.copy(path, path + ".bak")
    folder = tempfile.mkdtemp()
    shutil.copyfile(path, folder)
    shutil.copytree(os.path.dirname(path), folder)


def publish(path, public):
    with open(path) as source, open(public, "w") as target:
        target.write(source.read())
    shutil.copy(public, os.path.dirname(public))


def show(lines, path=None):
    with (open(path, "w") if path else sys.stdout) as out:
        out.writelines(lines)


def count_lines(path):
    output = io.StringIO()
    with contextlib.redirect_stdout(output):
        subprocess.call(["wc", "-l", path])
    return int(output.getvalue())


def main():
    lines = sort_lines(sys.stdin)
    keep(lines, "reports/sorted")
    publish("reports/sorted", "public/sorted")
    show(lines)
    print(count_lines("reports/sorted"), "lines")
    os.close(1)


main()
