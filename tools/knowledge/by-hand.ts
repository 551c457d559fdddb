/**
 * What neither typeshed nor an interpreter on Linux can tell about modules, with the source of each fact.
 */

/**
 * Modules of Python 2.7 that a Linux build lacks: those of Windows and macOS, and those that need a library or 32 bits.
 *
 * Source: the module index of Python 2.7's documentation (docs.python.org/2.7/py-modindex.html). Left out are the IRIX
 * and SunOS modules and macOS's `W`, `Nav`, `ic`, `icopen` and `buildtools`: nobody imports them any more, while their
 * names are ones that projects give to modules of their own.
 */
export const ONLY_ELSEWHERE_IN_2_7: readonly string[] = [
  "Carbon",
  "ColorPicker",
  "EasyDialogs",
  "FrameWork",
  "MacOS",
  "MiniAEFrame",
  "PixMapWrapper",
  "_winreg",
  "aepack",
  "aetools",
  "aetypes",
  "applesingle",
  "argvemulator",
  "autoGIL",
  "bsddb185",
  "bundlebuilder",
  "cfmfile",
  "dbm",
  "dl",
  "findertools",
  "fpectl",
  "gdbm",
  "gensuitemodule",
  "imageop",
  "macerrors",
  "macostools",
  "macresource",
  "msilib",
  "msvcrt",
  "nt",
  "videoreader",
  "winsound",
];

/**
 * First versions without a module that no longer existed in 3.6, the oldest Python 3 that was asked, where that was not 3.0.
 * Submodules of packages that live on are not listed: for them 3.6 is assumed, so that nothing is called gone too early.
 *
 * Sources: "What's New" of 3.6 (CDROM, DLFCN, IN, TYPES) and of 3.7 (fpectl); os2emxpath is in no release notes, hence 3.6.
 */
export const GONE_LATER_THAN_3_0: Readonly<Record<string, string>> = {
  CDROM: "3.6",
  DLFCN: "3.6",
  IN: "3.6",
  TYPES: "3.6",
  fpectl: "3.7",
  os2emxpath: "3.6",
};

/**
 * Submodules that 3.0 no longer had although their package lives on.
 *
 * Source: "What's New in Python 3.0" and the changes of `email` 4.0, which made the old names of its modules aliases.
 */
export const SUBMODULES_GONE_IN_3_0 = /^email\.(?:[A-Z]\w*|base64MIME|quopriMIME)$/;

/** Modules with a leading underscore that programs do import, though typeshed does not list them. */
export const KNOWN_PRIVATE: ReadonlySet<string> = new Set(["_dummy_thread", "_winreg"]);

/** Packages of which only the name counts: what is inside them are programs, data or tests, imported by nobody else. */
export const OPAQUE_PACKAGES: ReadonlySet<string> = new Set([
  "encodings",
  "ensurepip",
  "idlelib",
  "lib2to3",
  "pydoc_data",
  "test",
  "turtledemo",
]);

/** What typeshed lists although no interpreter has it. */
export const NOT_AT_RUN_TIME: ReadonlySet<string> = new Set(["_typeshed", "typing_extensions", "mypy_extensions"]);
