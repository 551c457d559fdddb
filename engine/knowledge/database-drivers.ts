/** How a driver marks the places of values in a statement. */
export type PlaceholderStyle = "question" | "percent" | "name";

/** What is true of a module that follows the interface for databases (PEP 249). */
export interface DatabaseDriver {
  /** What people call it. */
  readonly name: string;
  /** The styles it understands. */
  readonly styles: readonly PlaceholderStyle[];
  /** Qualified names of what gives a connection. */
  readonly connectors: readonly string[];
  /** Qualified names of the classes of connections and cursors, as annotations name them. */
  readonly connectionClass: string;
  readonly cursorClass: string;
  /** Whether values for a statement must come in a sequence or mapping: others also take a single value as it is. */
  readonly wantsSequence: boolean;
  /** Whether the driver itself puts the values into the text, so that it also does so between quotes. */
  readonly writesIntoText: boolean;
}

const PERCENT = {
  styles: ["percent"],
  wantsSequence: false,
  writesIntoText: true,
} as const;

const MYSQL: readonly DatabaseDriver[] = ["MySQLdb", "pymysql", "mysql.connector", "mariadb"].map((module) => ({
  name: module,
  ...PERCENT,
  // Both MariaDB's and MySQL's own connectors know question marks too, where statements are prepared.
  styles: module.startsWith("m") ? ["percent", "question"] : ["percent"],
  connectors: [`${module}.connect`, `${module}.Connect`, `${module}.connections.Connection`],
  connectionClass: `${module}.connections.Connection`,
  cursorClass: `${module}.cursors.Cursor`,
}));

/** SQLite, which is part of the library. */
export const SQLITE: DatabaseDriver = {
  name: "sqlite3",
  styles: ["question", "name"],
  connectors: ["sqlite3.connect", "sqlite3.dbapi2.connect", "pysqlite2.dbapi2.connect"],
  connectionClass: "sqlite3.Connection",
  cursorClass: "sqlite3.Cursor",
  wantsSequence: true,
  writesIntoText: false,
};

/** The drivers whose ways are known, from their documentation. */
export const DATABASE_DRIVERS: readonly DatabaseDriver[] = [
  SQLITE,
  {
    name: "psycopg2",
    ...PERCENT,
    wantsSequence: true,
    connectors: ["psycopg2.connect"],
    connectionClass: "psycopg2.extensions.connection",
    cursorClass: "psycopg2.extensions.cursor",
  },
  {
    name: "psycopg",
    ...PERCENT,
    wantsSequence: true,
    writesIntoText: false,
    connectors: ["psycopg.connect", "psycopg.Connection.connect"],
    connectionClass: "psycopg.Connection",
    cursorClass: "psycopg.Cursor",
  },
  ...MYSQL,
];

/** The words of which a text has one if it makes a connection by a driver that is known. */
const DRIVER_WORDS: readonly string[] = [
  "sqlite3",
  "pysqlite2",
  "psycopg2",
  "psycopg",
  "MySQLdb",
  "pymysql",
  "mysql",
  "mariadb",
];

/** What a text has that executes something by a driver that is known: for the scan that tells which files matter. */
export const EXECUTING_WORDS: readonly (readonly string[])[] = DRIVER_WORDS.flatMap((driver) =>
  ["execute", "executemany", "executescript"].map((method) => [driver, method]),
);
