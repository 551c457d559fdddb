/**
 * Functions and methods of the library that change or do something and return None, whatever they are given.
 *
 * Each was called on CPython 2.7 and on every feature release from 3.6 to 3.13 that has it.
 */

/** What is asked of a file or folder, by the name of the function. */
export const FILE_FUNCTIONS: readonly string[] = [
  "os.chdir",
  "os.chmod",
  "os.link",
  "os.makedirs",
  "os.mkdir",
  "os.remove",
  "os.removedirs",
  "os.rename",
  "os.renames",
  "os.replace",
  "os.rmdir",
  "os.symlink",
  "os.truncate",
  "os.unlink",
  "os.utime",
  "shutil.copyfileobj",
  "shutil.copymode",
  "shutil.copystat",
  "shutil.rmtree",
];

/** The same as methods of paths; `rename` and `replace` give the new path from Python 3.8 on, and are left out. */
export const PATH_METHODS: readonly string[] = ["chmod", "mkdir", "rmdir", "symlink_to", "touch", "unlink"];

/** What seeds, or rearranges its argument. */
export const IN_PLACE_FUNCTIONS: readonly string[] = [
  "bisect.insort",
  "bisect.insort_left",
  "bisect.insort_right",
  "heapq.heapify",
  "heapq.heappush",
  "random.seed",
];

/** The methods that change a container, by its type. */
export const IN_PLACE_METHODS: Readonly<Record<string, readonly string[]>> = {
  list: ["append", "clear", "extend", "insert", "remove", "reverse", "sort"],
  dict: ["clear", "update"],
  set: [
    "add",
    "clear",
    "difference_update",
    "discard",
    "intersection_update",
    "remove",
    "symmetric_difference_update",
    "update",
  ],
  deque: ["append", "appendleft", "clear", "extend", "extendleft", "remove", "reverse", "rotate"],
};

/** The type of what a class or function of the library makes, where it is one of {@link IN_PLACE_METHODS}. */
export const CONTAINERS: Readonly<Record<string, string>> = {
  "builtins.dict": "dict",
  "builtins.dir": "list",
  "builtins.list": "list",
  "builtins.set": "set",
  "builtins.sorted": "list",
  "collections.OrderedDict": "dict",
  "collections.defaultdict": "dict",
  "collections.deque": "deque",
  "glob.glob": "list",
  "os.listdir": "list",
  "random.sample": "list",
  "re.findall": "list",
  "shlex.split": "list",
};

/** What Python 2 makes a list of, and Python 3 an iterator or view. */
export const PYTHON2_LISTS: readonly string[] = ["builtins.filter", "builtins.map", "builtins.range", "builtins.zip"];

/** The classes of generators of random numbers, by the module's own functions; `shuffle` is a method of each. */
export const RANDOM_CLASSES: readonly string[] = ["random.Random", "random.SystemRandom", "secrets.SystemRandom"];

/** NumPy's, of which `permutation` gives a shuffled copy. */
export const NUMPY_RANDOM_CLASSES: readonly string[] = [
  "numpy.random.Generator",
  "numpy.random.RandomState",
  "numpy.random.default_rng",
];
