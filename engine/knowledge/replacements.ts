import { RENAMES } from "./renames.js";

/** What to write instead of a module that is gone. */
export interface Replacement {
  /** The module that now has the content under another name, if there is one. */
  readonly rename?: Rename;
  /** What to do, as an order that ends a sentence: "use `asyncio`". Python names stand in back-ticks. */
  readonly advice: string;
  /** PyPI projects, in normal form, that bring the module back under its old name. */
  readonly backports: readonly string[];
}

export interface Rename {
  readonly to: string;
  /** False where names are the same but what they do is not: the repair must then be looked at. */
  readonly sameBehaviour: boolean;
  /**
   * Public names of the old module that the new one lacks in 3.13: a program that uses one of them, or imports `*`,
   * cannot just be given the new name.
   */
  readonly lacks: readonly string[];
}

/** Renames that keep the names but not the behaviour: text is no longer bytes, a status is no longer what `wait()` gave, ... */
const LOOSE_RENAMES: Readonly<Record<string, readonly [to: string, advice: string, lacks?: string]>> = {
  StringIO: ["io", "use `io.StringIO` for text and `io.BytesIO` for bytes", "EINVAL test"],
  cStringIO: ["io", "use `io.StringIO` for text and `io.BytesIO` for bytes", "InputType OutputType cStringIO_CAPI"],
  commands: ["subprocess", "use `subprocess.run`", "getstatus mk2arg mkarg"],
  dummy_threading: ["threading", "use `threading`, which every Python since 3.7 has"],
  dummy_thread: ["_thread", "use `threading`, which every Python since 3.7 has"],
  _dummy_thread: ["_thread", "use `threading`, which every Python since 3.7 has"],
  urllib2: ["urllib.request", "use `urllib.request` and, for its exceptions, `urllib.error`", "randombytes"],
};

/**
 * Advice for modules that went without leaving their content anywhere, by module; several share an entry.
 *
 * Sources: PEP 594, "What's New" of 3.0, 3.8 to 3.13, and the deprecation notes of the modules' own pages.
 */
const ADVICE: readonly (readonly [modules: string, advice: string])[] = [
  ["aifc sunau sunaudio audiodev toaiff linuxaudiodev ossaudiodev", "use a package for sound files and devices"],
  ["asynchat asyncore", "use `asyncio`"],
  ["audioop", "use a package for digital sound"],
  ["binhex", "use `binascii` for the encoding; nothing reads the file format any more"],
  ["bsddb bsddb185 dbhash", "use `dbm` or `sqlite3`, or a package for Berkeley DB"],
  ["cgi", "use `urllib.parse.parse_qs` for queries, `email.message` for headers and a web framework for the rest"],
  ["cgitb", "use `traceback`"],
  ["chunk", "read the chunks with `struct`"],
  ["compiler", "use `ast` and the built-in `compile`"],
  ["crypt", "use `hashlib.scrypt` or a package for password hashes"],
  ["dircache", "use `os.listdir` or `os.scandir`"],
  ["distutils", "use `setuptools`, and `shutil`, `subprocess` and `sysconfig` for what is not about packaging"],
  ["dl", "use `ctypes`"],
  ["formatter", "build the text without it; it has no successor"],
  ["fpformat", "use `format` or an f-string"],
  ["future_builtins", "leave the import out; Python 3's own built-in functions are these"],
  ["hotshot", "use `cProfile`"],
  ["htmllib sgmllib", "use `html.parser`"],
  ["ihooks imputil imp", "use `importlib`"],
  ["imageop", "use a package for images"],
  ["imghdr sndhdr", "use a package that tells file types from their first bytes"],
  ["lib2to3 parser symbol", "use `ast`, or a package that keeps comments and layout"],
  ["mailcap", "use `mimetypes` for the types; programs to open them with are no longer looked up"],
  ["md5 sha", "use `hashlib`"],
  ["mhlib", "use `mailbox.MH`"],
  ["mimetools rfc822 MimeWriter mimify multifile", "use `email`"],
  ["msilib", "build the installer with a tool of its own"],
  ["mutex", "use `threading.Lock`"],
  ["new", "use `types`"],
  ["nis spwd", "use a package; the standard library no longer reads this database"],
  ["nntplib", "use a package for NNTP"],
  ["pipes", "use `subprocess`, and `shlex.quote` to quote"],
  ["popen2", "use `subprocess.Popen`"],
  ["posixfile", "use `fcntl.lockf`"],
  ["rexec Bastion", "run untrusted code in a process that the system restricts; Python cannot do it"],
  ["sets", "use the built-in `set` and `frozenset`"],
  ["smtpd", "use the package `aiosmtpd`"],
  ["sre", "use `re`"],
  ["statvfs", "use the named attributes of what `os.statvfs` returns"],
  ["stringold strop", "use the methods of `str`"],
  ["telnetlib", "use a package for Telnet, or SSH"],
  ["tkinter.tix", "use `tkinter.ttk`"],
  ["user", "run the file of the user's that you mean, explicitly"],
  ["uu", "use `base64`, or `binascii.a2b_uu` and `b2a_uu` line by line"],
  ["xdrlib", "use `struct` or a package for XDR"],
  ["xmllib", "use `xml.sax` or `xml.etree.ElementTree`"],
  ["curses.wrapper", "use the function `curses.wrapper`, which `from curses import wrapper` gives"],
  ["asyncio.compat", "leave the import out; it only told old versions apart"],
  ["macpath", "use `posixpath` or `ntpath`"],
  ["macurl2path", "use `urllib.request.url2pathname` and `pathname2url`"],
  ["fpectl", "leave it out; nothing replaces it"],
  ["MacOS", "use the package `pyobjc`"],
  ["EasyDialogs", "use `tkinter.messagebox` and `tkinter.filedialog`"],
];

/**
 * Projects on PyPI that bring removed modules back under their old names, looked up there: the `standard-*` family takes them from
 * the last version that had them, the others are maintained on their own.
 */
const BACKPORTS: Readonly<Record<string, string>> = {
  aifc: "standard-aifc",
  asynchat: "pyasynchat standard-asynchat",
  asyncore: "pyasyncore standard-asyncore",
  audioop: "audioop-lts",
  cgi: "legacy-cgi standard-cgi",
  cgitb: "legacy-cgi standard-cgitb",
  chunk: "standard-chunk",
  crypt: "standard-crypt",
  distutils: "setuptools standard-distutils",
  imghdr: "standard-imghdr imghdr-lts",
  imp: "zombie-imp",
  mailcap: "standard-mailcap",
  nntplib: "standard-nntplib",
  pipes: "standard-pipes",
  smtpd: "standard-smtpd",
  sndhdr: "standard-sndhdr",
  sunau: "standard-sunau",
  telnetlib: "standard-telnetlib telnetlib-313-and-up",
  uu: "standard-uu",
  xdrlib: "standard-xdrlib",
};

const words = (text: string | undefined): string[] => (text === undefined ? [] : text.split(" "));
const advised = new Map(ADVICE.flatMap(([modules, advice]) => words(modules).map((module) => [module, advice])));

/** What to write instead of a module that some version no longer has; undefined where nothing can be advised; a submodule shares its package's. */
export function replacementOf(module: string): Replacement | undefined {
  const backports = Object.hasOwn(BACKPORTS, module) ? words(BACKPORTS[module]) : [];
  const exact = Object.hasOwn(RENAMES, module) ? RENAMES[module] : undefined;
  if (exact !== undefined) {
    const [to, lacks] = exact;
    return { rename: { to, sameBehaviour: true, lacks: words(lacks) }, advice: `use \`${to}\``, backports };
  }
  const loose = Object.hasOwn(LOOSE_RENAMES, module) ? LOOSE_RENAMES[module] : undefined;
  if (loose !== undefined) {
    const [to, advice, lacks] = loose;
    return { rename: { to, sameBehaviour: false, lacks: words(lacks) }, advice, backports };
  }
  const advice = advised.get(module);
  if (advice !== undefined) return { advice, backports };
  const dot = module.lastIndexOf(".");
  const whole = dot < 0 ? undefined : replacementOf(module.slice(0, dot));
  return whole === undefined ? undefined : { advice: whole.advice, backports: whole.backports };
}

/** Every module with a replacement that only has another name. */
export function renamedModules(): string[] {
  return [...Object.keys(RENAMES), ...Object.keys(LOOSE_RENAMES)];
}
