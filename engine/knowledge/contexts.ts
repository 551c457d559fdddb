/**
 * Classes and functions whose result, entered by `with`, gives itself.
 *
 * Source: the `__enter__` of each in CPython 3.13 (and 2.7 where it has one).
 */
export const RETURNS_ITSELF_WHEN_ENTERED: ReadonlySet<string> = new Set([
  "builtins.open",
  "bz2.open",
  "codecs.open",
  "concurrent.futures.ProcessPoolExecutor",
  "concurrent.futures.ThreadPoolExecutor",
  "ftplib.FTP",
  "gzip.open",
  "imaplib.IMAP4",
  "io.BytesIO",
  "io.StringIO",
  "io.open",
  "lzma.open",
  "mmap.mmap",
  "multiprocessing.Pool",
  "multiprocessing.pool.Pool",
  "multiprocessing.pool.ThreadPool",
  "os.fdopen",
  "os.popen",
  "shelve.open",
  "smtplib.SMTP",
  "smtplib.SMTP_SSL",
  "socket.create_connection",
  "socket.socket",
  "sqlite3.connect",
  "subprocess.Popen",
  "tarfile.open",
  "tempfile.NamedTemporaryFile",
  "tempfile.SpooledTemporaryFile",
  "tempfile.TemporaryFile",
  "urllib.request.urlopen",
  "zipfile.ZipFile",
]);
