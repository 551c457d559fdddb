/**
 * Removed modules whose names are words that programs give to modules of their own, with names that tell the standard
 * one: `from sets import Set` means it, `from sets import CardSet` does not. Names that an own module might well have
 * too (`test`, `main`, `error`, `Dialog`) are left out; a module without any cannot be told.
 *
 * Source: `dir()` of each in CPython 2.7.18 or, where it lived longer, 3.9.18; a test asks them again. `dl` was only
 * there on 32 bits and is from Python 2.7's documentation.
 */
const DISTINCTIVE_MEMBERS: Readonly<Record<string, string>> = {
  Bastion: "Bastion BastionClass",
  Canvas: "CanvasItem CanvasText ImageItem",
  ColorPicker: "",
  Dialog: "DIALOG_ICON",
  FileDialog: "LoadFileDialog SaveFileDialog",
  FrameWork: "",
  IN: "SO_BINDTODEVICE",
  PixMapWrapper: "",
  SimpleDialog: "",
  TYPES: "",
  audiodev: "AudioDev Play_Audio_sgi Play_Audio_sun",
  chunk: "Chunk",
  compiler: "ast compileFile parseFile pyassem pycodegen transformer walk",
  crypt: "METHOD_BLOWFISH METHOD_CRYPT METHOD_MD5 METHOD_SHA256 METHOD_SHA512 crypt methods mksalt",
  dircache: "annotate listdir opendir",
  dl: "RTLD_GLOBAL RTLD_LAZY RTLD_LOCAL RTLD_NODELETE RTLD_NOLOAD RTLD_NOW",
  exceptions:
    "ArithmeticError AssertionError AttributeError BaseException DeprecationWarning EnvironmentError Exception IOError ImportError IndexError KeyError KeyboardInterrupt LookupError NameError NotImplementedError OSError RuntimeError RuntimeWarning StandardError StopIteration SyntaxError SystemError SystemExit TypeError UnicodeError UserWarning ValueError Warning ZeroDivisionError",
  formatter: "AS_IS AbstractFormatter AbstractWriter DumbWriter NullFormatter NullWriter",
  imageop: "",
  markupbase: "ParserBase",
  md5: "blocksize digest_size md5 new",
  mutex: "mutex",
  new: "classobj instancemethod",
  parser:
    "ast2list ast2tuple compileast compilest isexpr issuite sequence2ast sequence2st st2list st2tuple suite tuple2ast tuple2st",
  pipes: "FILEIN_FILEOUT FILEIN_STDOUT STDIN_FILEOUT STDIN_STDOUT Template quote",
  repr: "Repr aRepr repr",
  sets: "BaseSet ImmutableSet Set",
  sha: "blocksize digest_size digestsize new sha",
  sre: "compile escape findall finditer match sub subn",
  statvfs: "F_BAVAIL F_BFREE F_BLOCKS F_BSIZE F_FAVAIL F_FFREE F_FILES F_FLAG F_FRSIZE F_NAMEMAX",
  symbol:
    "and_expr and_test arith_expr assert_stmt compound_stmt eval_input expr_stmt file_input flow_stmt or_test print_stmt simple_stmt single_input small_stmt sym_name",
  thread: "LockType allocate allocate_lock exit_thread get_ident interrupt_main stack_size start_new start_new_thread",
  user: "home pythonrc",
  videoreader: "",
};

/** What tells that an import of this name means the standard module; undefined where the name itself tells. */
export function distinctiveMembers(module: string): ReadonlySet<string> | undefined {
  const members = Object.hasOwn(DISTINCTIVE_MEMBERS, module) ? DISTINCTIVE_MEMBERS[module] : undefined;
  return members === undefined ? undefined : new Set(members.split(" ").filter((name) => name !== ""));
}

/** The modules that {@link distinctiveMembers} knows. */
export function ambiguousModules(): string[] {
  return Object.keys(DISTINCTIVE_MEMBERS);
}
