/** A program with two problems of one kind. */
export const HANDLERS = `import signal


def stop():
    print("stopping")


def reload():
    print("reading the settings again")


signal.signal(signal.SIGTERM, stop)
signal.signal(signal.SIGHUP, reload)
`;

/** The title of the question that explains them, and its address. */
export const ANSWER = "Why don't my signal handlers work?";
export const ADDRESS = /^https:.*\/faq\/library\.html#why-don-t-my-signal-handlers-work$/;
