/**
 * Python 2's names for modules that Python 3 renamed: the whole content moved, under another name.
 *
 * Source: the table of `lib2to3.fixes.fix_imports`, tried on CPython 2.7 and 3.13.
 */
const RENAMED_MODULES: Readonly<Record<string, string>> = {
  __builtin__: "builtins",
  BaseHTTPServer: "http.server",
  CGIHTTPServer: "http.server",
  ConfigParser: "configparser",
  Cookie: "http.cookies",
  HTMLParser: "html.parser",
  Queue: "queue",
  SimpleHTTPServer: "http.server",
  SimpleXMLRPCServer: "xmlrpc.server",
  SocketServer: "socketserver",
  Tkinter: "tkinter",
  _winreg: "winreg",
  cPickle: "pickle",
  cookielib: "http.cookiejar",
  copy_reg: "copyreg",
  dummy_thread: "_dummy_thread",
  htmlentitydefs: "html.entities",
  httplib: "http.client",
  repr: "reprlib",
  robotparser: "urllib.robotparser",
  thread: "_thread",
  xmlrpclib: "xmlrpc.client",
};

const OLD_NAMES = new Map<string, string[]>();
for (const [old, current] of Object.entries(RENAMED_MODULES)) {
  OLD_NAMES.set(current, [...(OLD_NAMES.get(current) ?? []), old]);
}

/** Builtins of Python 3 that `six.moves` offers under their own names. */
const BUILTINS_IN_SIX = new Set(["filter", "input", "map", "range", "xrange", "zip"]);

const SIX_MOVES = "six.moves.";

/** What a qualified name is called in Python 3: `Queue.Queue` is `queue.Queue`, and so is `six.moves.queue.Queue`. */
export function canonicalName(name: string): string {
  if (name.startsWith(SIX_MOVES)) {
    const moved = name.slice(SIX_MOVES.length);
    return BUILTINS_IN_SIX.has(moved) ? `builtins.${moved === "xrange" ? "range" : moved}` : canonicalName(moved);
  }
  const dot = name.indexOf(".");
  const root = dot < 0 ? name : name.slice(0, dot);
  const renamed = Object.hasOwn(RENAMED_MODULES, root) ? RENAMED_MODULES[root] : undefined;
  return renamed === undefined ? name : renamed + (dot < 0 ? "" : name.slice(dot));
}

/** The Python 3 name of a module that was renamed, if it was. */
export function renamedModule(name: string): string | undefined {
  return Object.hasOwn(RENAMED_MODULES, name) ? RENAMED_MODULES[name] : undefined;
}

/** The words a text cannot do without when it refers to a qualified name, one list for each way to spell the module. */
export function wordsOfName(name: string): string[][] {
  const parts = name.split(".");
  if (parts[0] === "builtins") return [parts.slice(1)];
  const spellings = [parts];
  for (let length = 1; length < parts.length; length++) {
    for (const old of OLD_NAMES.get(parts.slice(0, length).join(".")) ?? []) {
      spellings.push([old, ...parts.slice(length)]);
    }
  }
  return spellings;
}

/** The words of an import of a module. */
export function wordsOfModule(module: string): string[] {
  return module.split(".");
}
