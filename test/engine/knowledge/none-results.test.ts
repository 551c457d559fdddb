import { expect, test } from "vitest";
import {
  CONTAINERS,
  FILE_FUNCTIONS,
  IN_PLACE_FUNCTIONS,
  IN_PLACE_METHODS,
  NUMPY_RANDOM_CLASSES,
  PATH_METHODS,
  PYTHON2_LISTS,
  RANDOM_CLASSES,
} from "../../../engine/knowledge/none-results.js";
import { formatPythonVersion } from "../../../engine/versions.js";
import { findInterpreters } from "../../harness/interpreters.js";
import { runPython } from "../../harness/run-python.js";
import { count } from "../../harness/tally.js";

/** An expression for each name, with a fresh file `f`, folder `d` and path `p` that do not exist otherwise. */
const FILE_EXAMPLES: Readonly<Record<string, string>> = {
  "os.chdir": "os.chdir('.')",
  "os.chmod": "os.chmod(f, 0o600)",
  "os.link": "os.link(f, p)",
  "os.makedirs": "os.makedirs(p)",
  "os.mkdir": "os.mkdir(p)",
  "os.remove": "os.remove(f)",
  "os.removedirs": "os.removedirs(d)",
  "os.rename": "os.rename(f, p)",
  "os.renames": "os.renames(f, p)",
  "os.replace": "os.replace(f, p)",
  "os.rmdir": "os.rmdir(d)",
  "os.symlink": "os.symlink(f, p)",
  "os.truncate": "os.truncate(f, 0)",
  "os.unlink": "os.unlink(f)",
  "os.utime": "os.utime(f, None)",
  "shutil.copyfileobj": "shutil.copyfileobj(io.BytesIO(b'x'), io.BytesIO())",
  "shutil.copymode": "shutil.copymode(f, f)",
  "shutil.copystat": "shutil.copystat(f, f)",
  "shutil.rmtree": "shutil.rmtree(d)",
};

const PATH_EXAMPLES: Readonly<Record<string, string>> = {
  chmod: "pathlib.Path(f).chmod(0o600)",
  mkdir: "pathlib.Path(p).mkdir()",
  rmdir: "pathlib.Path(d).rmdir()",
  symlink_to: "pathlib.Path(p).symlink_to(f)",
  touch: "pathlib.Path(p).touch()",
  unlink: "pathlib.Path(f).unlink()",
};

const FUNCTION_EXAMPLES: Readonly<Record<string, string>> = {
  "bisect.insort": "bisect.insort([], 1)",
  "bisect.insort_left": "bisect.insort_left([], 1)",
  "bisect.insort_right": "bisect.insort_right([], 1)",
  "heapq.heapify": "heapq.heapify([2, 1])",
  "heapq.heappush": "heapq.heappush([], 1)",
  "random.seed": "random.seed(1)",
};

const MADE: Readonly<Record<string, string>> = {
  list: "[1, 2]",
  dict: "{1: 2}",
  set: "set([1, 2])",
  deque: "collections.deque([1, 2])",
};

const MAKERS: Readonly<Record<string, string>> = {
  "builtins.dict": "dict()",
  "builtins.dir": "dir()",
  "builtins.list": "list()",
  "builtins.set": "set()",
  "builtins.sorted": "sorted('ab')",
  "collections.OrderedDict": "collections.OrderedDict()",
  "collections.defaultdict": "collections.defaultdict(list)",
  "collections.deque": "collections.deque()",
  "glob.glob": "glob.glob('*')",
  "os.listdir": "os.listdir('.')",
  "random.sample": "random.sample([1, 2], 2)",
  "re.findall": "re.findall('a', 'aa')",
  "shlex.split": "shlex.split('a b')",
};

const WITHOUT_ARGUMENT = new Set(["clear", "reverse", "sort", "rotate"]);

function example(type: string, method: string): string {
  const argument = method === "insert" ? "0, 1" : /update|extend/.test(method) ? MADE[type] : "1";
  return `${MADE[type]}.${method}(${WITHOUT_ARGUMENT.has(method) ? "" : argument})`;
}

/** What is looked for, by name: an expression that must be None. */
function nones(): Map<string, string> {
  const found = new Map<string, string>();
  const add = (name: string, expression: string | undefined): void => {
    if (expression === undefined) throw new Error(`no example calls ${name}`);
    found.set(name, expression);
  };
  for (const name of FILE_FUNCTIONS) add(name, FILE_EXAMPLES[name]);
  for (const name of PATH_METHODS) add(`pathlib.Path.${name}`, PATH_EXAMPLES[name]);
  for (const name of IN_PLACE_FUNCTIONS) add(name, FUNCTION_EXAMPLES[name]);
  for (const [type, methods] of Object.entries(IN_PLACE_METHODS)) {
    for (const method of methods) add(`${type}.${method}`, example(type, method));
  }
  add("random.shuffle", "random.shuffle([1, 2])");
  for (const name of RANDOM_CLASSES) add(`${name}.shuffle`, `${name}().shuffle([1, 2])`);
  for (const [name, call] of [
    ["threading.Thread.start", "t.start()"],
    ["threading.Thread.join", "started.join()"],
  ] as const) {
    add(name, call);
  }
  return found;
}

/** The containers that functions make, and what Python 2 makes a list of: an expression that must be true. */
function truths(major: number): Map<string, string> {
  const types: Readonly<Record<string, string>> = {
    list: "list",
    dict: "dict",
    set: "set",
    deque: "collections.deque",
  };
  const found = new Map<string, string>();
  for (const [name, type] of Object.entries(CONTAINERS)) {
    const made = MAKERS[name];
    if (made === undefined) throw new Error(`no example makes ${name}`);
    found.set(name, `isinstance(${made}, ${types[type]})`);
  }
  const isList = major === 2 ? "is" : "is not";
  const calls = ["filter(None, [1])", "map(str, [1])", "range(2)", "zip([1])"];
  for (const [i, name] of PYTHON2_LISTS.entries()) found.set(`${name} as list`, `type(${calls[i]}) ${isList} list`);
  return found;
}

function programOf(major: number): string {
  const modules = "bisect collections glob heapq io os random re shlex shutil tempfile threading".split(" ");
  const lines = modules.map((module) => `import ${module}`);
  for (const module of ["pathlib", "secrets"])
    lines.push("try:", `    import ${module}`, "except ImportError:", "    pass");
  lines.push("def check(name, expression, wanted):");
  lines.push(
    "    top = tempfile.mkdtemp(dir='.'); f = os.path.join(top, 'f'); d = os.path.join(top, 'd'); p = os.path.join(top, 'p')",
  );
  lines.push(
    "    open(f, 'w').close(); os.mkdir(d); t = threading.Thread(); started = threading.Thread(); started.start()",
  );
  lines.push("    try:");
  lines.push("        result = eval(expression, globals(), locals())");
  lines.push("    except (AttributeError, NameError):");
  lines.push("        result = 'absent'");
  lines.push("    print('%s: %s' % (name, 'right' if result is wanted else result))");
  for (const [name, expression] of nones())
    lines.push(`check(${JSON.stringify(name)}, ${JSON.stringify(expression)}, None)`);
  for (const [name, expression] of truths(major))
    lines.push(`check(${JSON.stringify(name)}, ${JSON.stringify(expression)}, True)`);
  return `${lines.join("\n")}\n`;
}

test("what is said to give None does, in every Python found", { timeout: 120_000 }, async () => {
  // NumPy's classes are known from its documentation alone.
  expect(NUMPY_RANDOM_CLASSES.every((name) => name.startsWith("numpy.random."))).toBe(true);
  const interpreters = await findInterpreters();
  const facts = nones().size + truths(3).size;
  if (interpreters.length === 0) count({ what: "claims", version: "any", done: 0, missed: facts });
  for (const interpreter of interpreters) {
    const version = formatPythonVersion(interpreter.version);
    const text = programOf(interpreter.version.major);
    const { stdout, stderr } = await runPython({ path: "facts.py", text, limit: 60_000 }, interpreter);
    expect(stderr, version).toBe("");
    const lines = stdout.trimEnd().split("\n");
    expect(lines.length, version).toBe(facts);
    // Python 2 lacks a few of them; whoever has one must bear it out.
    const wrong = lines.filter(
      (line) => !line.endsWith(": right") && !(version === "2.7" && line.endsWith(": absent")),
    );
    expect(wrong, version).toEqual([]);
    count({ what: "claims", version, done: facts, missed: 0 });
  }
});
