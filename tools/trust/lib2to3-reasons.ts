import type { Comparison } from "./lib2to3.js";

/**
 * Imports and objects that the cases of a fixer take for granted. lib2to3 goes by what a name looks like, faqlint by what it is known to
 * be.
 */
export const PRELUDES: Readonly<Record<string, string>> = {
  getcwdu: "import os\n",
  has_key: "a = d = {}\n",
  itertools: "import itertools\n",
  operator: "import operator\n",
  sys_exc: "import sys\n",
  types: "import types\n",
};

const VIEWS =
  "a list is made where something needs one (`view-as-list`), and only of what is known to be no list; lib2to3 makes one wherever it sees no loop around it";
const STYLE = "a matter of style, which is no mistake";
const NO_RULE = "no rule is about it yet";
const RENAMED =
  "the import gets the new name and keeps the old one (`import io as StringIO`), so that nothing else in the file changes";
const UNKNOWN_OBJECT = "the method is looked for on objects of a known class, and nothing is known of these";

/** Why the two do not make the same of the cases of a fixer. */
export const REASONS: Readonly<Record<string, Readonly<Partial<Record<Comparison, string>>>>> = {
  apply: { "ours only": "`apply(f)` is `f()`; lib2to3 leaves calls with one argument alone" },
  asserts: { "theirs only": "only in what is known to be a `TestCase`" },
  dict: { "theirs only": VIEWS, different: `${VIEWS}; a print statement beside it is rewritten` },
  except: {
    different:
      "the exception is called `error`, not `xxx_todo_changeme`; and kept under its old name where Python 3 would delete that",
  },
  execfile: { "theirs only": "keyword arguments, which Python 2's `execfile` does not take" },
  exitfunc: {
    different: "`import atexit` on a line of its own",
    "theirs only":
      "`import atexit` goes behind an import that ends its line, and here there is none, or only one with a comment",
  },
  filter: {
    "theirs only": VIEWS,
    different: "`list(filter(...))` stays what it was; lib2to3 writes a comprehension",
  },
  funcattrs: { "theirs only": "only of what is known to be a function" },
  future: { "theirs only": "the import of what is always there does no harm in Python 3" },
  has_key: { "theirs only": UNKNOWN_OBJECT, different: "other brackets" },
  idioms: { "theirs only": STYLE },
  import: { "theirs only": "whether a module stands beside the file is asked of the project, and here there is none" },
  imports: {
    different: `${RENAMED}; \`dummy_thread\` becomes \`_thread\`, since \`_dummy_thread\` is gone, too`,
    "theirs only":
      "names that the new module does not have (the cases import `foo`), modules that nothing replaces one to one (`commands`, `dbhash`), and those that only files beside could tell from the project's own (`Dialog`)",
  },
  imports2: { different: RENAMED },
  input: { "theirs only": "in a file that is meant for Python 3, `input` is taken for Python 3's" },
  intern: { "ours only": "calls that no Python takes are moved like others" },
  isinstance: { "theirs only": STYLE },
  itertools: { "theirs only": "`imap` and its like without any import, which only a `*` could have brought" },
  itertools_imports: { different: "the file goes on using the old names: `filterfalse as ifilterfalse`, `imap = map`" },
  map: { "theirs only": VIEWS, different: "`list(map(...))` stays what it was; lib2to3 writes a comprehension" },
  metaclass: { "theirs only": NO_RULE },
  methodattrs: { "theirs only": NO_RULE },
  next: { "theirs only": UNKNOWN_OBJECT },
  nonzero: { "theirs only": NO_RULE },
  operator: {
    "theirs only":
      "functions whose replacement somebody should choose (`isSequenceType`), or that take other arguments",
    different: "another spelling of the same, `operator.mul` for `operator.imul`",
  },
  print: { "theirs only": "`print (a, b, c)` is a call in Python 3, and may have been meant as one" },
  raise: {
    "ours only": "`raise 'text'` is a TypeError in Python 2.7, too, and becomes an exception",
    "theirs only": "`raise (E1, E2), V`, of which Python 2 raises the first",
  },
  reduce: {
    different: "`functools.reduce`, or one more name in an import from `functools` that is there",
    "ours only": "calls that no Python takes are moved like others",
  },
  reload: { "ours only": "calls that no Python takes are moved like others" },
  renames: { different: "the file goes on using the old name: `maxsize as maxint`" },
  repr: { "theirs only": "backquotes within backquotes, and a method of what they give, are not parsed" },
  set_literal: { "theirs only": STYLE },
  sys_exc: {
    "theirs only":
      "`sys.exc_type` is only there after an exception, so no listing of Python 2's members has it: no rule knows it",
  },
  throw: { "theirs only": "Python 3 still takes three arguments" },
  tuple_params: {
    different: "the parameter is named after its parts (`a_b_c`), not `xxx_todo_changeme`; lambdas alike",
  },
  types: {
    "theirs only": "types whose replacement somebody should choose",
    different: "`types.StringType` becomes `str`, where lib2to3 writes `bytes`",
  },
  unicode: {
    "theirs only":
      '`u"x"` is Python 3 as well; `"\\u20ac"` without a prefix is only rewritten where Python 3 would refuse it',
    different: '`u"x"` stays; of `ur"\\u20ac"`, in which Python 2 reads the escape, what it stands for stays',
  },
  urllib: {
    different:
      "`import urllib.parse` is added for what is used, and `urllib2` stays the name of `urllib.request`, which has its exceptions and functions, too",
    "theirs only":
      "names that Python 3 does not have (`splithost`), and `import urllib` alone, which is Python 3 as well",
    "ours only": "`import urllib2 as foo` and `from urllib2 import *`, which lib2to3 only warns of",
  },
  xrange: { "theirs only": "`range(...)` is as good as a list where nothing needs one" },
  xreadlines: { "theirs only": UNKNOWN_OBJECT },
  zip: { "theirs only": VIEWS },
};
