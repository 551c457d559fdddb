/** Where a command writes to. */
export interface Output {
  write(text: string | Uint8Array): void;
  readonly isTerminal: boolean;
  /** The width of the terminal; undefined when it is none. */
  readonly columns: number | undefined;
  /** Whether the reader of a pipe has gone. */
  isClosed(): boolean;
}

/** All that a command sees of the process it runs in. */
export interface Environment {
  readonly cwd: string;
  readonly variables: Readonly<Record<string, string | undefined>>;
  readonly stdout: Output;
  readonly stderr: Output;
  readStdin(): Promise<Uint8Array>;
}

/** What a command's exit status says: nothing found; a warning or worse found; something could not be done. */
export const ExitStatus = { clean: 0, found: 1, failed: 2 } as const;

/** The environment of this process. */
export function processEnvironment(): Environment {
  return {
    cwd: process.cwd(),
    variables: process.env,
    stdout: outputTo(process.stdout),
    stderr: outputTo(process.stderr),
    readStdin,
  };
}

function outputTo(stream: NodeJS.WriteStream): Output {
  let isClosed = false;
  stream.on("error", (error: NodeJS.ErrnoException) => {
    isClosed = true;
    // A reader that has seen enough, such as `head`, is no failure; a full disk is.
    if (error.code === "EPIPE") return;
    if (stream !== process.stderr) process.stderr.write(`faqlint: could not write the output: ${error.message}\n`);
    process.exit(ExitStatus.failed);
  });
  return {
    write: (text) => void stream.write(text),
    isTerminal: stream.isTTY === true,
    columns: stream.isTTY === true ? stream.columns : undefined,
    isClosed: () => isClosed,
  };
}

async function readStdin(): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of process.stdin) chunks.push(chunk as Uint8Array);
  return Buffer.concat(chunks);
}
