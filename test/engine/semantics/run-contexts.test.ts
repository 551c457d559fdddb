import { beforeAll, describe, expect, it } from "vitest";
import { NO_FACTS } from "../../../engine/facts.js";
import { Model } from "../../../engine/semantics/model.js";
import { NEWEST_PYTHON } from "../../../engine/versions.js";
import { findInterpreters } from "../../harness/interpreters.js";
import { runPython } from "../../harness/run-python.js";
import { parseText, startParser } from "../../support/parser.js";

beforeAll(startParser);

/** A program whose functions say where they run: `def f():  # runs in: main, thread * 2` (at several times at once). */
const PROGRAM = `
import atexit, concurrent.futures, functools, multiprocessing, os, signal, sys, threading, asyncio, socketserver, socket
def shared(): note("shared")  # runs in: main, thread *, process, signal handler, exit
def once():  # runs in: thread
    note("once")
    shared()
def many(): note("many")  # runs in: thread *
def deep(n):  # runs in: thread
    note("deep")
    if n > 0: deep(n - 1)
    else: deeper()
def deeper(): note("deeper")  # runs in: thread
class Worker(threading.Thread):
    def run(self):  # runs in: thread *
        note("run")
        self.step()
        shared()
    def step(self): note("step")  # runs in: thread *
class Child(multiprocessing.Process):
    def run(self):  # runs in: process
        note("Child.run")
        shared()
def handler(signum, frame):  # runs in: signal handler
    note("handler")
    helper()
    shared()
def helper(): note("helper")  # runs in: signal handler
@atexit.register
def goodbye():  # runs in: exit
    note("goodbye")
    shared()
class Job:
    def work(self, n):  # runs in: thread *
        note("work")
        return key(n)
    def start(self):  # runs in: main
        note("start")
        with concurrent.futures.ThreadPoolExecutor() as ex:
            list(ex.map(self.work, [1, 2, 3]))
            ex.submit(functools.partial(submitted, 1)).result()
def submitted(n): note("submitted")  # runs in: thread
def key(n):  # runs in: main, thread *
    note("key")
    return n
async def coroutine():  # runs in: event loop
    note("coroutine")
    called()
    await asyncio.get_running_loop().run_in_executor(None, blocking)
def called(): note("called")  # runs in: event loop
def blocking(): note("blocking")  # runs in: thread
class Server(socketserver.ThreadingMixIn, socketserver.TCPServer): pass
class Handler(socketserver.BaseRequestHandler):
    def handle(self): note("handle")  # runs in: thread *
def unused(): note("unused")  # runs in: 
def child(): note("child")  # runs in: process
def outer():  # runs in: main
    note("outer")
    def inner(): note("inner")  # runs in: main
    inner()
def main():  # runs in: main
    note("main")
    threads = [threading.Thread(target=once), threading.Thread(target=deep, args=(3,))]
    for i in range(3): threads.append(threading.Thread(target=many))
    threads += [Worker(), Worker()]
    for t in threads: t.start()
    for t in threads: t.join()
    for p in [Child(), multiprocessing.Process(target=child)]:
        p.start(); p.join()
    signal.signal(signal.SIGUSR1, handler)
    os.kill(os.getpid(), signal.SIGUSR1)
    Job().start()
    sorted([1, 2], key=key)
    shared()
    outer()
    asyncio.run(coroutine())
    s = Server(("127.0.0.1", 0), Handler)
    c = socket.create_connection(s.server_address)
    s.handle_request(); s.server_close()
main()
`;

/** Says where a function really runs, in the order of what is told first. */
const NOTE = `
import os, sys, threading, asyncio
def note(name, pid=os.getpid()):
    names = []
    frame = sys._getframe()
    while frame is not None:
        names.append(frame.f_code.co_name); frame = frame.f_back
    if os.getpid() != pid: where = "process"
    elif asyncio._get_running_loop() is not None: where = "event loop"
    elif threading.current_thread() is not threading.main_thread(): where = "thread"
    elif "handler" in names: where = "signal handler"
    elif "goodbye" in names: where = "exit"
    else: where = "main"
    os.write(1, ("%s: %s\\n" % (name, where)).encode())
`;

describe("where functions run", () => {
  it("is told from what hands them over and what calls them", () => {
    const { model, told } = read();
    expect(told.map(([name, , contexts]) => `${name}: ${contexts}`)).toEqual(
      told.map(([name, expected]) => `${name}: ${expected}`),
    );
    expect(model.contextsOf(model.tree.root).map(({ kind }) => kind)).toEqual(["main"]);
  });

  it("is where they do run", { timeout: 40_000 }, async () => {
    const interpreter = (await findInterpreters()).filter(({ version }) => version.major === 3).at(-1);
    if (interpreter === undefined) return;
    const { stdout, stderr } = await runPython(
      { path: "contexts.py", text: `${NOTE}${PROGRAM}`, limit: 30_000 },
      interpreter,
    );
    expect(stderr).toBe("");
    const real = new Map<string, Set<string>>();
    for (const line of new Set(stdout.trimEnd().split("\n"))) {
      const [name = "", where = ""] = line.split(": ");
      real.set(name, (real.get(name) ?? new Set()).add(where));
    }
    for (const [name, expected] of read().told) {
      const wanted = expected === "" ? [] : expected.split(", ").map((each) => each.replace(/ \*$/, ""));
      expect([...(real.get(name) ?? [])].sort(), name).toEqual(wanted.sort());
    }
  });

  it("is told in no time where everything calls everything", () => {
    const names = Array.from({ length: 120 }, (_, i) => `f${i}`);
    const body = names.map((name) => `    ${name}()`).join("\n");
    const text = names.map((name) => `def ${name}():\n${body}\n`).join("");
    const starts = names.map((name) => `threading.Thread(target=${name}).start()\n`).join("");
    const model = new Model(parseText(`import threading\n${text}${starts}`), NEWEST_PYTHON, NO_FACTS);
    const started = performance.now();
    const [first] = model.tree.nodesOfKind("function_definition");
    expect(first && model.contextsOf(first).map(({ kind, origins }) => [kind, origins.length])).toEqual([
      ["thread", 2],
    ]);
    expect(performance.now() - started).toBeLessThan(5000);
  });
});

function read() {
  const model = new Model(parseText(PROGRAM), NEWEST_PYTHON, NO_FACTS);
  const { lines } = model.tree.source;
  const comments = model.tree.nodesOfKind("comment");
  const told = model.tree.nodesOfKind("function_definition").map((definition) => {
    const line = lines.lineAt(definition.start);
    const comment = comments.find((each) => lines.lineAt(each.start) === line);
    const expected = comment?.text.replace("# runs in:", "").trim() ?? "";
    const note = /note\("([\w.]+)"\)/.exec(definition.text)?.[1] ?? "";
    const contexts = model
      .contextsOf(definition)
      .map(({ kind, isRepeated }) => (isRepeated ? `${kind} *` : kind))
      .sort((a, b) => ORDER.indexOf(a.replace(" *", "")) - ORDER.indexOf(b.replace(" *", "")));
    return [note, expected, contexts.join(", ")] as const;
  });
  return { model, told };
}

const ORDER = ["main", "thread", "process", "signal handler", "exit", "event loop"];
