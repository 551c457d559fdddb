/** A handler that cannot be called as Python calls it, with a safe repair. */
export const SIGNAL_TEXT = `import signal
def on_term():
    raise SystemExit
signal.signal(signal.SIGTERM, on_term)
`;

/** Where the defect of {@link SIGNAL_TEXT} is shown. */
export const SIGNAL_RANGE = { start: { line: 3, character: 30 }, end: { line: 3, character: 37 } };
