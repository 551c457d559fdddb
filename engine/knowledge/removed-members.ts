/** What to write instead of something that a module or class of the library no longer has. */
export interface MemberReplacement {
  /** The qualified name of what does the same; of a method, the name of the method. */
  readonly to?: string;
  /** Whether it is the same but for its name. */
  readonly sameBehaviour: boolean;
  /** Ends "X was removed in Python 3.9: ...". */
  readonly advice: string;
}

const ABSTRACT_CLASSES =
  "AsyncGenerator AsyncIterable AsyncIterator Awaitable ByteString Callable Collection Container Coroutine Generator Hashable ItemsView Iterable Iterator KeysView Mapping MappingView MutableMapping MutableSequence MutableSet Reversible Sequence Set Sized ValuesView";

/** Functions of `string` that are methods of every text. */
const STRING_METHODS =
  "capitalize center count expandtabs find index join ljust lower lstrip replace rfind rindex rjust rsplit rstrip split strip swapcase translate upper zfill";

/**
 * What has another name now and is the same. When each went is told by `memberHistory`, here and below.
 *
 * A test compares with the facts made from typeshed and interpreters: each is gone, and what stands for it is there.
 */
const RENAMED: Readonly<Record<string, string>> = {
  ...Object.fromEntries(ABSTRACT_CLASSES.split(" ").map((name) => [`collections.${name}`, `collections.abc.${name}`])),
  "base64.decodestring": "base64.decodebytes",
  "base64.encodestring": "base64.encodebytes",
  "hashlib.algorithms": "hashlib.algorithms_guaranteed",
  "itertools.ifilter": "builtins.filter",
  "itertools.ifilterfalse": "itertools.filterfalse",
  "itertools.imap": "builtins.map",
  "itertools.izip": "builtins.zip",
  "itertools.izip_longest": "itertools.zip_longest",
  "operator.isCallable": "builtins.callable",
  "operator.sequenceIncludes": "operator.contains",
  "os.getcwdu": "os.getcwd",
  "platform.DEV_NULL": "os.devnull",
  "sqlite3.OptimizedUnicode": "builtins.str",
  "string.letters": "string.ascii_letters",
  "string.lowercase": "string.ascii_lowercase",
  "string.uppercase": "string.ascii_uppercase",
  "sys.maxint": "sys.maxsize",
  "tarfile.filemode": "stat.filemode",
  "types.BooleanType": "builtins.bool",
  "types.ComplexType": "builtins.complex",
  "types.DictType": "builtins.dict",
  "types.DictionaryType": "builtins.dict",
  "types.FloatType": "builtins.float",
  "types.IntType": "builtins.int",
  "types.ListType": "builtins.list",
  "types.LongType": "builtins.int",
  "types.ObjectType": "builtins.object",
  "types.SliceType": "builtins.slice",
  "types.TupleType": "builtins.tuple",
  "types.TypeType": "builtins.type",
  "types.UnicodeType": "builtins.str",
  "types.XRangeType": "builtins.range",
  "wave.openfp": "wave.open",
};

/** What another name does, but not quite in the same way, with what is to be said of it. */
const LIKENED: Readonly<Record<string, readonly [to: string, advice: string]>> = {
  "asyncio.Task.all_tasks": ["asyncio.all_tasks", "use `asyncio.all_tasks`, which leaves out those that are done"],
  "asyncio.Task.current_task": ["asyncio.current_task", "use `asyncio.current_task`"],
  "cgi.escape": ["html.escape", "use `html.escape`, which escapes quotes too"],
  "cgi.parse_qs": ["urllib.parse.parse_qs", "use `urllib.parse.parse_qs`"],
  "cgi.parse_qsl": ["urllib.parse.parse_qsl", "use `urllib.parse.parse_qsl`"],
  "fractions.gcd": ["math.gcd", "use `math.gcd`, which is never negative"],
  "importlib.find_loader": ["importlib.util.find_spec", "use `importlib.util.find_spec`"],
  "inspect.getargspec": ["inspect.getfullargspec", "use `inspect.signature`, or `inspect.getfullargspec`"],
  "locale.format": ["locale.format_string", "use `locale.format_string`"],
  "os.stat_float_times": ["os.stat", "leave it out: times are always floating point"],
  "pkgutil.find_loader": ["importlib.util.find_spec", "use `importlib.util.find_spec`"],
  "pkgutil.get_loader": ["importlib.util.find_spec", "use `importlib.util.find_spec`"],
  "platform.popen": ["os.popen", "use `subprocess.run`, or `os.popen`"],
  "ssl.RAND_pseudo_bytes": ["ssl.RAND_bytes", "use `ssl.RAND_bytes`, or `secrets`"],
  "string.atof": ["builtins.float", "use `float`"],
  "string.atoi": ["builtins.int", "use `int`"],
  "string.atol": ["builtins.int", "use `int`"],
  "string.maketrans": ["builtins.str.maketrans", "use `str.maketrans`, or `bytes.maketrans` for bytes"],
  "time.clock": ["time.perf_counter", "use `time.perf_counter`, or `time.process_time` for the processor's time"],
  "types.StringType": ["builtins.str", "use `str`, or `bytes`"],
  "unittest.findTestCases": [
    "unittest.defaultTestLoader.loadTestsFromModule",
    "use `unittest.defaultTestLoader.loadTestsFromModule`",
  ],
  "unittest.makeSuite": [
    "unittest.defaultTestLoader.loadTestsFromTestCase",
    "use `unittest.defaultTestLoader.loadTestsFromTestCase`",
  ],
  "unittest.getTestCaseNames": [
    "unittest.defaultTestLoader.getTestCaseNames",
    "use `unittest.defaultTestLoader.getTestCaseNames`",
  ],
  "urllib.quote": ["urllib.parse.quote", "use `urllib.parse.quote`"],
  "urllib.quote_plus": ["urllib.parse.quote_plus", "use `urllib.parse.quote_plus`"],
  "urllib.unquote": ["urllib.parse.unquote", "use `urllib.parse.unquote`"],
  "urllib.unquote_plus": ["urllib.parse.unquote_plus", "use `urllib.parse.unquote_plus`"],
  "urllib.urlencode": ["urllib.parse.urlencode", "use `urllib.parse.urlencode`, and encode what is to be posted"],
  "urllib.urlopen": ["urllib.request.urlopen", "use `urllib.request.urlopen`, which raises an error for status 404"],
  "urllib.urlretrieve": ["urllib.request.urlretrieve", "use `urllib.request.urlretrieve`"],
  "urllib.urlcleanup": ["urllib.request.urlcleanup", "use `urllib.request.urlcleanup`"],
  "urllib.pathname2url": ["urllib.request.pathname2url", "use `urllib.request.pathname2url`"],
  "urllib.url2pathname": ["urllib.request.url2pathname", "use `urllib.request.url2pathname`"],
  "urllib.getproxies": ["urllib.request.getproxies", "use `urllib.request.getproxies`"],
};

/** What went without leaving the same anywhere; the names of one line share their module and an advice. */
const ADVICE: readonly (readonly [module: string, names: string, advice: string])[] = [
  ["ast", "Bytes Ellipsis NameConstant Num Str", "use `ast.Constant`"],
  ["asyncio", "coroutine", "write `async def` and `await`"],
  [
    "asyncio",
    "AbstractChildWatcher FastChildWatcher MultiLoopChildWatcher PidfdChildWatcher SafeChildWatcher ThreadedChildWatcher get_child_watcher set_child_watcher",
    "leave it out: asyncio watches its child processes by itself",
  ],
  ["binascii", "a2b_hqx b2a_hqx rlecode_hqx rledecode_hqx", "nothing reads BinHex any more"],
  ["contextlib", "nested", "write the managers in one `with`, or use `contextlib.ExitStack`"],
  [
    "gettext",
    "bind_textdomain_codeset ldgettext ldngettext lgettext lngettext",
    "use `gettext.gettext` and its kin, which give text",
  ],
  ["html.parser", "HTMLParseError", "leave it out: the parser takes whatever it is given"],
  ["importlib.abc", "Finder", "use `importlib.abc.MetaPathFinder` or `PathEntryFinder`"],
  ["importlib.abc", "ResourceReader Traversable TraversableResources", "import it from `importlib.resources.abc`"],
  ["importlib.util", "module_for_loader set_loader set_package", "leave it out: the import system does it"],
  ["inspect", "ArgSpec formatargspec", "use `inspect.signature`"],
  ["inspect", "getmoduleinfo ModuleInfo", "use `inspect.getmodulename`"],
  ["locale", "resetlocale", 'use `locale.setlocale(locale.LC_ALL, "")`'],
  ["mailbox", "BabylMailbox MHMailbox MmdfMailbox PortableUnixMailbox UnixMailbox", "use `mailbox.mbox` and its kin"],
  ["operator", "delslice getslice setslice", "use `operator.getitem` and its kin with a `slice`"],
  ["operator", "div idiv", "use `operator.truediv` or `operator.floordiv`"],
  ["operator", "isMappingType isNumberType isSequenceType", "use `isinstance` with `collections.abc` or `numbers`"],
  ["os", "tempnam tmpfile tmpnam", "use `tempfile`"],
  ["pkgutil", "ImpImporter ImpLoader", "use `importlib.machinery.FileFinder`"],
  ["platform", "dist linux_distribution", "use `platform.freedesktop_os_release`, or the package `distro`"],
  ["plistlib", "Data", "use `bytes`"],
  ["plistlib", "Dict Plist", "use `dict`"],
  [
    "plistlib",
    "readPlist readPlistFromBytes readPlistFromResource readPlistFromString",
    "use `plistlib.load` or `plistlib.loads`",
  ],
  [
    "plistlib",
    "writePlist writePlistToBytes writePlistToResource writePlistToString",
    "use `plistlib.dump` or `plistlib.dumps`",
  ],
  ["pty", "master_open slave_open", "use `pty.openpty`"],
  ["random", "WichmannHill jumpahead", "use `random.Random`, one object for each stream of numbers"],
  ["smtplib", "SSLFakeFile", "use `smtplib.SMTP_SSL`"],
  ["sqlite3", "enable_shared_cache", 'open the database with the URI "file:...?cache=shared"'],
  ["sqlite3", "version version_info", "use `sqlite3.sqlite_version`, which is that of the library"],
  ["ssl", "match_hostname wrap_socket", "use `ssl.create_default_context().wrap_socket(..., server_hostname=...)`"],
  ["string", STRING_METHODS, "use the method of the text"],
  ["string", "joinfields splitfields", "use the methods `join` and `split` of the text"],
  ["sys", "exc_clear", "leave it out: an exception is forgotten at the end of its handler"],
  ["sys", "get_coroutine_wrapper set_coroutine_wrapper", "use `sys.set_coroutine_origin_tracking_depth`"],
  ["sys", "subversion", "use `sys.implementation`"],
  ["tarfile", "TarFileCompat", "use `tarfile.TarFile`"],
  ["types", "ClassType InstanceType", "every class and object is of the new kind: use `type` and `object`"],
  ["types", "BufferType", "use `memoryview`"],
  ["types", "FileType", "use `io.IOBase`"],
  ["types", "StringTypes", "use `str`, or `(str, bytes)`"],
  ["types", "UnboundMethodType", "a method that is read from a class is a plain function"],
  ["urllib", "FancyURLopener URLopener", "use `urllib.request.urlopen` or `build_opener`"],
  ["urllib", "splithost splitport splitquery splittype splituser", "use `urllib.parse.urlsplit`"],
  ["urllib.request", "FancyURLopener URLopener", "use `urllib.request.urlopen` or `build_opener`"],
  ["xml.etree.ElementTree", "XMLTreeBuilder", "use `xml.etree.ElementTree.XMLParser`"],
];

/** Of objects, by class: what became of a member. A name is that of a member which does the same, other texts are advice. */
const OF_OBJECTS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  "array.array": {
    fromstring: "frombytes",
    tostring: "tobytes",
  },
  "builtins.dict": {
    has_key: "use `in`",
    iteritems: "items",
    iterkeys: "keys",
    itervalues: "values",
    viewitems: "items",
    viewkeys: "keys",
    viewvalues: "values",
  },
  "gettext.NullTranslations": { lgettext: "use `gettext`", ugettext: "gettext", ungettext: "ngettext" },
  "html.parser.HTMLParser": { unescape: "use `html.unescape`" },
  "threading.Thread": { isAlive: "is_alive" },
  "types.FunctionType": {
    func_closure: "__closure__",
    func_code: "__code__",
    func_defaults: "__defaults__",
    func_dict: "__dict__",
    func_doc: "__doc__",
    func_globals: "__globals__",
    func_name: "__name__",
  },
  "unittest.TestCase": {
    assertAlmostEquals: "assertAlmostEqual",
    assertDictContainsSubset: "compare `{**whole, **part}` with `whole`",
    assertEquals: "assertEqual",
    assertItemsEqual: "assertCountEqual",
    assertNotAlmostEquals: "assertNotAlmostEqual",
    assertNotEquals: "assertNotEqual",
    assertNotRegexpMatches: "assertNotRegex",
    assertRaisesRegexp: "assertRaisesRegex",
    assertRegexpMatches: "assertRegex",
    assert_: "assertTrue",
    failIf: "assertFalse",
    failIfAlmostEqual: "assertNotAlmostEqual",
    failIfEqual: "assertNotEqual",
    failUnless: "assertTrue",
    failUnlessAlmostEqual: "assertAlmostEqual",
    failUnlessEqual: "assertEqual",
    failUnlessRaises: "assertRaises",
  },
  "xml.etree.ElementTree.Element": {
    getchildren: "use `list(element)`, or go through the element itself",
    getiterator: "use `iter`",
  },
  "xml.etree.ElementTree.ElementTree": { getiterator: "use `iter`" },
};

const advised = new Map(
  ADVICE.flatMap(([module, names, advice]) => names.split(" ").map((name) => [`${module}.${name}`, advice])),
);
const stringMethods = new Set(STRING_METHODS.split(" "));

const own = <Value>(table: Readonly<Record<string, Value>>, key: string): Value | undefined =>
  Object.hasOwn(table, key) ? table[key] : undefined;

/** Every member of a module that some version no longer has and {@link replacementOfMember} knows, by its module or class. */
export function removedNames(): ReadonlyMap<string, readonly string[]> {
  const byOwner = new Map<string, string[]>();
  for (const name of [...Object.keys(RENAMED), ...Object.keys(LIKENED), ...advised.keys()]) {
    const owner = name.slice(0, name.lastIndexOf("."));
    byOwner.set(owner, [...(byOwner.get(owner) ?? []), name]);
  }
  return byOwner;
}

/** What to write instead of a removed member of a module. */
export function replacementOfMember(name: string): MemberReplacement | undefined {
  const renamed = own(RENAMED, name);
  if (renamed !== undefined) {
    return { to: renamed, sameBehaviour: true, advice: `use \`${renamed.replace(/^builtins\./, "")}\`` };
  }
  const likened = own(LIKENED, name);
  if (likened !== undefined) return { to: likened[0], sameBehaviour: false, advice: likened[1] };
  const advice = advised.get(name);
  return advice === undefined ? undefined : { sameBehaviour: false, advice };
}

/** The method of every text that a function of Python 2's `string` became. */
export function methodOfString(name: string): string | undefined {
  const method = name.startsWith("string.") ? name.slice("string.".length) : "";
  return stringMethods.has(method) ? method : undefined;
}

/** The classes whose objects lost members, each with these. */
export function classesWithRemovedMembers(): readonly (readonly [className: string, members: readonly string[]])[] {
  return Object.entries(OF_OBJECTS).map(([className, members]) => [className, Object.keys(members)]);
}

/** What to write instead of a removed member of an object; `to` is the member that does the same. */
export function replacementOfObjectMember(className: string, member: string): MemberReplacement | undefined {
  const members = own(OF_OBJECTS, className);
  const text = members === undefined ? undefined : own(members, member);
  if (text === undefined) return undefined;
  return /^\w+$/.test(text)
    ? { to: text, sameBehaviour: true, advice: `use \`${text}\`` }
    : { sameBehaviour: false, advice: text };
}
