"""Asks bc for sums, one at a time, through a pair of pipes."""
import subprocess


class Calculator:
    def __init__(self):
        self.bc = subprocess.Popen(["bc", "-l"], stdin=subprocess.PIPE, stdout=subprocess.PIPE)

    def ask(self, question):
        self.bc.stdin.write(question.encode() + b"\n")
        return self.bc.stdout.readline().decode().strip()


def once(question):
    bc = subprocess.Popen(["bc", "-l"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    bc.stdin.write(question + "\n")
    answer = bc.stdout.readline()
    bc.stdin.close()
    return answer


if __name__ == "__main__":
    print(once("2 + 2"))
    print(Calculator().ask("6 * 7"))
