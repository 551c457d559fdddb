/** The sections of the Library and Extension FAQ. */
export type Section = "general" | "tasks" | "threads" | "io" | "network" | "databases" | "numerics";

interface QuestionEntry {
  readonly section: Section;
  readonly title: string;
  /** Where the question stands in Python's documentation or, if it has left the FAQ, the page that now answers it. */
  readonly url: string;
}

const QUESTION_TABLE = {
  "find-a-module": {
    section: "general",
    title: "How do I find a module or application to perform task X?",
    url: "https://docs.python.org/3/faq/library.html#how-do-i-find-a-module-or-application-to-perform-task-x",
  },
  "module-source-file": {
    section: "general",
    title: "Where is the math.py (socket.py, regex.py, etc.) source file?",
    url: "https://docs.python.org/3/faq/library.html#where-is-the-math-py-socket-py-regex-py-etc-source-file",
  },
  "executable-script": {
    section: "general",
    title: "How do I make a Python script executable on Unix?",
    url: "https://docs.python.org/3/faq/library.html#how-do-i-make-a-python-script-executable-on-unix",
  },
  curses: {
    section: "general",
    title: "Is there a curses/termcap package for Python?",
    url: "https://docs.python.org/3/faq/library.html#is-there-a-curses-termcap-package-for-python",
  },
  "exit-functions": {
    section: "general",
    title: "Is there an equivalent to C's onexit() in Python?",
    url: "https://docs.python.org/3/faq/library.html#is-there-an-equivalent-to-c-s-onexit-in-python",
  },
  "signal-handlers": {
    section: "general",
    title: "Why don't my signal handlers work?",
    url: "https://docs.python.org/3/faq/library.html#why-don-t-my-signal-handlers-work",
  },
  testing: {
    section: "tasks",
    title: "How do I test a Python program or component?",
    url: "https://docs.python.org/3/faq/library.html#how-do-i-test-a-python-program-or-component",
  },
  docstrings: {
    section: "tasks",
    title: "How do I create documentation from doc strings?",
    url: "https://docs.python.org/3/faq/library.html#how-do-i-create-documentation-from-doc-strings",
  },
  "single-keypress": {
    section: "tasks",
    title: "How do I get a single keypress at a time?",
    url: "https://docs.python.org/3/faq/library.html#how-do-i-get-a-single-keypress-at-a-time",
  },
  "using-threads": {
    section: "threads",
    title: "How do I program using threads?",
    url: "https://docs.python.org/3/faq/library.html#how-do-i-program-using-threads",
  },
  "threads-not-running": {
    section: "threads",
    title: "None of my threads seem to run: why?",
    url: "https://docs.python.org/3/faq/library.html#none-of-my-threads-seem-to-run-why",
  },
  "worker-threads": {
    section: "threads",
    title: "How do I parcel out work among a bunch of worker threads?",
    url: "https://docs.python.org/3/faq/library.html#how-do-i-parcel-out-work-among-a-bunch-of-worker-threads",
  },
  "thread-safe-mutation": {
    section: "threads",
    title: "What kinds of global value mutation are thread-safe?",
    url: "https://docs.python.org/3/faq/library.html#what-kinds-of-global-value-mutation-are-thread-safe",
  },
  gil: {
    section: "threads",
    title: "Can't we get rid of the Global Interpreter Lock?",
    url: "https://docs.python.org/3/faq/library.html#can-t-we-get-rid-of-the-global-interpreter-lock",
  },
  "delete-file": {
    section: "io",
    title: "How do I delete a file? (And other file questions...)",
    url: "https://docs.python.org/3/faq/library.html#how-do-i-delete-a-file-and-other-file-questions",
  },
  "copy-file": {
    section: "io",
    title: "How do I copy a file?",
    url: "https://docs.python.org/3/faq/library.html#how-do-i-copy-a-file",
  },
  "binary-data": {
    section: "io",
    title: "How do I read (or write) binary data?",
    url: "https://docs.python.org/3/faq/library.html#how-do-i-read-or-write-binary-data",
  },
  "os-read-popen": {
    section: "io",
    title: "I can't seem to use os.read() on a pipe created with os.popen(); why?",
    url: "https://docs.python.org/3/faq/library.html#i-can-t-seem-to-use-os-read-on-a-pipe-created-with-os-popen-why",
  },
  "subprocess-pipes": {
    section: "io",
    title: "How do I run a subprocess with pipes connected to both input and output?",
    url: "https://docs.python.org/3/library/subprocess.html",
  },
  "serial-port": {
    section: "io",
    title: "How do I access the serial (RS232) port?",
    url: "https://docs.python.org/3/faq/library.html#how-do-i-access-the-serial-rs232-port",
  },
  "closing-stdout": {
    section: "io",
    title: "Why doesn't closing sys.stdout (stdin, stderr) really close it?",
    url: "https://docs.python.org/3/faq/library.html#why-doesn-t-closing-sys-stdout-stdin-stderr-really-close-it",
  },
  "www-tools": {
    section: "network",
    title: "What WWW tools are there for Python?",
    url: "https://docs.python.org/3/faq/library.html#what-www-tools-are-there-for-python",
  },
  "form-submission": {
    section: "network",
    title: "How can I mimic CGI form submission (METHOD=POST)?",
    url: "https://docs.python.org/3/library/urllib.parse.html",
  },
  "generating-html": {
    section: "network",
    title: "What module should I use to help with generating HTML?",
    url: "https://docs.python.org/3/faq/library.html#what-module-should-i-use-to-help-with-generating-html",
  },
  "send-mail": {
    section: "network",
    title: "How do I send mail from a Python script?",
    url: "https://docs.python.org/3/faq/library.html#how-do-i-send-mail-from-a-python-script",
  },
  "nonblocking-connect": {
    section: "network",
    title: "How do I avoid blocking in the connect() method of a socket?",
    url: "https://docs.python.org/3/faq/library.html#how-do-i-avoid-blocking-in-the-connect-method-of-a-socket",
  },
  databases: {
    section: "databases",
    title: "Are there any interfaces to database packages in Python?",
    url: "https://docs.python.org/3/faq/library.html#are-there-any-interfaces-to-database-packages-in-python",
  },
  "persistent-objects": {
    section: "databases",
    title: "How do you implement persistent objects in Python?",
    url: "https://docs.python.org/3/faq/library.html#how-do-you-implement-persistent-objects-in-python",
  },
  "pickle-speed": {
    section: "databases",
    title: "Why is cPickle so slow?",
    url: "https://docs.python.org/3/library/pickle.html",
  },
  "dbm-corruption": {
    section: "databases",
    title: "If my program crashes with a bsddb (or anydbm) database open, it gets corrupted. How come?",
    url: "https://docs.python.org/3/library/dbm.html",
  },
  "berkeley-db": {
    section: "databases",
    title:
      "I tried to open Berkeley DB file, but bsddb produces bsddb.error: (22, 'Invalid argument'). Help! How can I restore my data?",
    url: "https://docs.python.org/3/library/dbm.html",
  },
  "random-numbers": {
    section: "numerics",
    title: "How do I generate random numbers in Python?",
    url: "https://docs.python.org/3/faq/library.html#how-do-i-generate-random-numbers-in-python",
  },
} as const satisfies Record<string, QuestionEntry>;

/** What a question is called in file names, in machine-readable output and on the command line. */
export type QuestionSlug = keyof typeof QUESTION_TABLE;

/** One question of the FAQ. */
export interface Question extends QuestionEntry {
  readonly slug: QuestionSlug;
}

/** All questions, in the order of the FAQ. */
export const QUESTIONS: readonly Question[] = Object.entries(QUESTION_TABLE).map(([slug, entry]) => ({
  slug: slug as QuestionSlug,
  ...entry,
}));

/** Whether a text is the slug of a question. */
export function isQuestionSlug(text: string): text is QuestionSlug {
  return Object.hasOwn(QUESTION_TABLE, text);
}

/** The question of a slug. */
export function questionOf(slug: QuestionSlug): Question {
  return { slug, ...QUESTION_TABLE[slug] };
}
