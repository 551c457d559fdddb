"""Prints the cases of lib2to3's own tests of its fixers as JSON, one a line: {"fixer", "name", "before", "after"}.

They are read from the Python that runs this, by running its tests with a `_check` that notes what is compared. With a text of another
form on standard input, answers instead, for each line {"id", "left", "right"}, whether the two are the same program: {"id", "same"},
null where the right one is no Python 3.
"""
import ast
import io
import json
import sys
import unittest
import warnings

warnings.simplefilter("ignore")


def cases():
    try:
        from lib2to3.tests import support, test_fixers
    except ImportError:
        from test.test_lib2to3 import support, test_fixers
    found = []

    def check(self, before, after):
        found.append({
            "fixer": self.fixer,
            "name": "%s.%s" % (type(self).__name__, self._testMethodName),
            "before": support.reformat(before),
            "after": support.reformat(after),
        })
        return original(self, before, after)

    original = test_fixers.FixerTestCase._check
    test_fixers.FixerTestCase._check = check
    suite = unittest.defaultTestLoader.loadTestsFromModule(test_fixers)
    unittest.TextTestRunner(stream=io.StringIO()).run(suite)
    return found


def parsed(text):
    try:
        return ast.dump(ast.parse(text))
    except (SyntaxError, ValueError):
        return None


if sys.argv[1:] == ["cases"]:
    for case in cases():
        print(json.dumps(case))
else:
    for line in sys.stdin:
        question = json.loads(line)
        left, right = parsed(question["left"]), parsed(question["right"])
        print(json.dumps({"id": question["id"], "same": None if right is None else left == right}), flush=True)
