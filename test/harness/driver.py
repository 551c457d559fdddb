"""Answers, for each line of JSON {"id", "source"} on standard input, whether this Python can compile the source.

One line {"id", "error"} each; `error` is null when it compiles. Runs under Python 2.7 and every Python 3.
"""
import io
import json
import sys
import warnings

warnings.simplefilter("ignore")
requests = io.open(sys.stdin.fileno(), "r", encoding="utf-8")
for line in iter(requests.readline, ""):
    request = json.loads(line)
    error = None
    try:
        compile(request["source"].encode("utf-8", "surrogatepass" if sys.version_info[0] > 2 else "strict"),
                "example.py", "exec", dont_inherit=True)
    except (SyntaxError, ValueError, OverflowError, MemoryError, RuntimeError) as problem:
        error = "%s: %s" % (type(problem).__name__, problem)
    sys.stdout.write(json.dumps({"id": request["id"], "error": error}) + "\n")
    sys.stdout.flush()
