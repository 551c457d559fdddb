/**
 * Submodules that a package does not import by itself, in any version that has them.
 *
 * Source: CPython 3.6 to 3.13, each started with `-I -S` to import the package and nothing else. Left out are packages whose
 * functions import their submodules when they are called (`multiprocessing`), and what nobody but the library uses.
 */
const NOT_IMPORTED: Readonly<Record<string, string>> = {
  concurrent: "futures",
  ctypes: "util wintypes",
  curses: "ascii panel textpad",
  dbm: "dumb gnu ndbm sqlite3",
  email:
    "charset encoders errors generator header headerregistry iterators message mime parser policy utils contentmanager",
  html: "parser",
  http: "client cookiejar cookies server",
  importlib: "abc machinery metadata resources util",
  json: "tool",
  logging: "config handlers",
  tkinter: "colorchooser dnd filedialog font messagebox scrolledtext simpledialog ttk",
  unittest: "mock",
  urllib: "error parse request response robotparser",
  wsgiref: "handlers headers simple_server util validate",
  xml: "dom etree parsers sax",
  "xml.dom": "minidom pulldom",
  "xml.etree": "ElementTree",
  "xml.sax": "saxutils",
  xmlrpc: "client server",
};

const WEB =
  "cgi http.client http.cookiejar http.server importlib.metadata mailbox nntplib smtpd smtplib urllib.request urllib.robotparser wsgiref.simple_server xml.sax.saxutils xmlrpc.client xmlrpc.server";

/**
 * What brings submodules of a package in all the same, in some version, by importing them for itself.
 *
 * Source: CPython 3.8, 3.11 and 3.13, asked what is loaded after the import of each module of the library; some modules are named
 * that may bring more elsewhere. A test asks the interpreters that it finds.
 */
const BRINGERS: Readonly<Record<string, string>> = {
  concurrent: "asyncio doctest unittest",
  curses: "curses.textpad",
  email: `${WEB} email`,
  http: WEB,
  importlib:
    "asyncio bdb cProfile cgitb cmd compileall dataclasses doctest ensurepip imp importlib inspect modulefinder multiprocessing pdb pkgutil pprint profile pstats py_compile pyclbr pydoc runpy statistics tabnanny timeit trace tracemalloc unittest xmlrpc zipapp zipfile zipimport rlcompleter code codeop sysconfig site turtle",
  logging: "logging.config",
  tkinter: "tkinter turtle",
  urllib: `${WEB} cgitb compileall email ensurepip importlib json.tool mimetypes multiprocessing pathlib pkgutil py_compile pydoc runpy urllib webbrowser wsgiref xml zipapp zipfile zipimport logging.handlers`,
  wsgiref: "wsgiref",
  xml: "plistlib xml.dom.pulldom xmlrpc",
  xmlrpc: "xmlrpc.server",
};

/** The submodules that a package does not import by itself; empty for what is no such package. */
export function submodulesToImport(name: string): readonly string[] {
  return Object.hasOwn(NOT_IMPORTED, name) ? (NOT_IMPORTED[name] as string).split(" ") : [];
}

/** The packages that do not import all of their submodules by themselves. */
export function packagesWithSubmodules(): readonly string[] {
  return Object.keys(NOT_IMPORTED);
}

/** Whether the import of a module may import submodules of a package too; what is named stands for its own submodules. */
export function bringsSubmodules(module: string, name: string): boolean {
  const bringers = Object.hasOwn(BRINGERS, name) ? (BRINGERS[name] as string).split(" ") : [];
  return bringers.some((each) =>
    each === name ? module.startsWith(`${each}.`) : module === each || module.startsWith(`${each}.`),
  );
}
