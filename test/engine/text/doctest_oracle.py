"""Tells, on standard output, what the real doctest finds in docstrings: those of the library, and changed ones.

Arguments: a seed and how many changed docstrings are wanted.
"""

import ast
import doctest
import json
import os
import random
import sys
import sysconfig
import warnings

warnings.simplefilter("ignore")
NAMES = {flag: name for name, flag in doctest.OPTIONFLAGS_BY_NAME.items()}
PIECES = [
    " ", "  ", "\t", "\n", "\n\n", "\r", "\f", "\x1c", "\x85", "\u2028", "\U0001f600", "'", '"', "#", ".", ">",
    ">>>", ">>> ", ">>>x", "...", "... ", "...x", "\n>>>", "\n    >>> ", "\n  ...", "\n...", "# doctest:", "#doctest: +SKIP",
    " # doctest: +SKIPP", "# doctest: SKIP, +ELLIPSIS", "+ELLIPSIS", "# doctest: +ELLIPSIS 'x'", "#\ndoctest:\n+SKIP",
    "# doctest: \n 'x'", "# doctest:+SKIP# doctest:-SKIP",
    "<BLANKLINE>", "\n    >>> # doctest: +SKIP\n", "\n>>> # doctest: +ELLIPSIS",
]


def docstrings():
    """All that have an example, each once."""
    found = {}
    for folder, folders, files in os.walk(sysconfig.get_path("stdlib")):
        folders[:] = sorted(each for each in folders if each != "site-packages")
        for name in sorted(files):
            if not name.endswith(".py"):
                continue
            try:
                with open(os.path.join(folder, name), "rb") as file:
                    content = file.read()
                tree = ast.parse(content if b">>>" in content else b"")
            except (SyntaxError, ValueError):
                continue
            for node in ast.walk(tree):
                if isinstance(node, ast.Constant) and isinstance(node.value, str) and ">>>" in node.value:
                    found[node.value] = None
    return [text for text in found if len(text) < 20000]


def change(text, dice):
    for _ in range(dice.randint(1, 4)):
        at = dice.randint(0, len(text))
        near = text.find(">>>", at)
        if near >= 0 and dice.random() < 0.6:
            at = min(len(text), max(0, near + dice.randint(-6, 30)))
        kind = dice.random()
        if kind < 0.5:
            text = text[:at] + dice.choice(PIECES) + text[at:]
        elif kind < 0.8:
            text = text[:at] + text[at + dice.randint(1, 5):]
        else:
            text = text[at:] if dice.random() < 0.3 else text[:at]
    return text


class Recorder(doctest.DocTestParser):
    def _parse_example(self, match, name, lineno):
        self.line = lineno
        self.source = match.group("source")
        source, options, want, message = super()._parse_example(match, name, lineno)
        if not self._IS_BLANK_OR_COMMENT(source):
            example = doctest.Example(source, want)
            flags = {NAMES[flag]: value for flag, value in options.items()}
            self.found.append([example.source, example.want, lineno, len(match.group("indent")), flags])
        return source, options, want, message


def describe(text):
    parser = Recorder()
    parser.found = []
    fault = None
    try:
        parser.parse(text)
    except ValueError as error:
        # Behind the colon it quotes the docstring.
        message = str(error).partition(":")[0]
        line = int(message.split()[1]) - 1
        if "lacks blank" in message:
            kind = "blank"
        elif "inconsistent" in message:
            kind = "indentation"
            # Of a `...` line, doctest names the line before it.
            if line < parser.line + parser.source.count("\n"):
                line += 1
        else:
            kind = "option" if "invalid option" in message else "stray-option"
            # Of options without example, doctest names the line before.
            line = parser.line
        fault = [kind, line]
    return {"text": text, "examples": parser.found, "fault": fault}


dice = random.Random(int(sys.argv[1]))
texts = docstrings()
texts += [change(dice.choice(texts), dice) for _ in range(int(sys.argv[2]))]
json.dump([describe(text) for text in texts], sys.stdout)
