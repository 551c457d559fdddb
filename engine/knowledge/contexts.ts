import { OPENERS } from "./openers.js";

/**
 * Classes and functions whose result, entered by `with`, gives itself.
 *
 * Source: the `__enter__` of each in CPython 3.13 (and 2.7 where it has one).
 */
export const RETURNS_ITSELF_WHEN_ENTERED: ReadonlySet<string> = new Set([
  ...Object.keys(OPENERS),
  "concurrent.futures.ProcessPoolExecutor",
  "concurrent.futures.ThreadPoolExecutor",
  "contextlib.ExitStack",
  "ftplib.FTP",
  "imaplib.IMAP4",
  "mmap.mmap",
  "multiprocessing.Manager",
  "multiprocessing.Pool",
  "multiprocessing.pool.Pool",
  "multiprocessing.pool.ThreadPool",
  "shelve.open",
  "smtplib.SMTP",
  "smtplib.SMTP_SSL",
  "socket.create_connection",
  "socket.socket",
  "sqlite3.connect",
  "subprocess.Popen",
  "tarfile.open",
  "zipfile.ZipFile",
]);
