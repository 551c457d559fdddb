"""Checks a text with ispell over a pair of pipes, and formats it with fmt by way of temporary files."""
import os
import popen2
import tempfile


def unknown_words(words):
    answers, questions = popen2.popen2("ispell -a")
    answers.readline()
    unknown = []
    for word in words:
        questions.write("^%s\n" % word)
        if answers.readline()[:1] not in "*+-":
            unknown.append(word)
        answers.readline()
    questions.close()
    return unknown


def calculate(question):
    answers, questions = os.popen2("bc -l")
    questions.write(question + "\n")
    questions.flush()
    return answers.readline()


def formatted(text):
    source = tempfile.mktemp()
    target = tempfile.mktemp(".out")
    f = open(source, "w")
    f.write(text)
    status = os.system("fmt -60 %s | tee %s" % (source, target))
    if status == 1:
        raise "fmt failed"
    result = open(target).read()
    os.remove(source)
    os.rename(target, os.path.expanduser("~/formatted"))
    return result


if __name__ == "__main__":
    text = raw_input("Text: ")
    print formatted(text)
    print unknown_words(text.split())
    print calculate("%d * 6" % len(text))
