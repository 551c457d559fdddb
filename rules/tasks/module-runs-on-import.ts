import { defineRule } from "../../engine/rule.js";
import type { Call } from "../../engine/semantics/call.js";
import { docstringOf } from "../../engine/semantics/docstrings.js";
import type { Model } from "../../engine/semantics/model.js";
import type { SyntaxNode } from "../../engine/syntax/tree.js";
import { textMatches } from "../../engine/text/matching.js";

/** What a program does and a module never should, with what becomes of whoever imports it. */
const PROGRAM: Readonly<Record<string, string>> = {
  "asyncio.run": "runs its event loop",
  "builtins.input": "waits for input",
  "sys.exit": "ends whoever imports it",
  "tkinter.mainloop": "opens its window",
  "unittest.main": "runs the tests and ends whoever imports it",
};
const METHODS: Readonly<Record<string, string>> = {
  mainloop: "opens its window",
  parse_args: "reads the command line",
  run_forever: "runs its event loop",
  serve_forever: "starts its server",
};

const MAKERS: ReadonlySet<string> = new Set([
  "argparse.ArgumentParser",
  "asyncio.get_event_loop",
  "asyncio.new_event_loop",
  "http.server.HTTPServer",
  "socketserver.TCPServer",
  "tkinter.Tk",
]);
const WORDS = [...Object.keys(PROGRAM).map((name) => name.replace(/^.*\./, "")), ...Object.keys(METHODS)];
/** One of them in a line that is not indented. */
const TOP_LEVEL = new RegExp(String.raw`^[^\s#][^\n\r]*\b(?:${WORDS.join("|")})\s*\(`, "m");
/** A file that never asks how it is run. */
const NEVER_ASKS = /^(?![\s\S]*\b__name__\b)/;

/**
 * pydoc, Sphinx, test runners and the processes of multiprocessing import a module to see what is in it. Whatever stands
 * at its top level is run then.
 *
 * Found in files whose module, functions or classes have docstrings to be shown, where the work of a program stands behind
 * no `if __name__ == "__main__":`.
 */
export default defineRule({
  name: "module-runs-on-import",
  question: "docstrings",
  summary: "a program's work at the top level of a module, which pydoc and test runners import",
  severity: "hint",
  fix: "none",
  messages: {
    runs: 'imported, this module {what}: put it behind `if __name__ == "__main__":`',
  },
  on: (when) =>
    when.nodes(
      "call",
      { anyOf: WORDS.map((word) => [word]), pattern: TOP_LEVEL, and: NEVER_ASKS },
      (node, { model, report, source }) => {
        const call = textMatches(source, TOP_LEVEL) && textMatches(source, NEVER_ASKS) ? model.callAt(node) : null;
        if (call === null || !isTopLevel(call, model)) return;
        const { method, receiver } = call;
        const made =
          method !== null && receiver !== null && Object.hasOwn(METHODS, method) ? model.madeBy(receiver) : null;
        const what = made !== null && MAKERS.has(made) ? METHODS[method ?? ""] : PROGRAM[call.name ?? ""];
        if (what !== undefined) report("runs", { at: node, data: { what } });
      },
    ),
});

/** Whether a call runs when the module is imported, although the module has something to be imported. */
function isTopLevel({ node }: Call, model: Model): boolean {
  if (node.enclosing("function_definition", "lambda") !== null) return false;
  const isConditional = node.enclosing("if_statement", "try_statement", "while_statement") !== null;
  const isProgram = /(?:^|[\\/])(?:__main__|setup|conftest|manage)\.pyw?$/.test(model.source.path);
  if (isConditional || isProgram) return false;
  const { root } = model.tree;
  return docstringOf(root, model.target) !== null && root.namedChildren.some((each) => isDocumented(each, model));
}

function isDocumented(statement: SyntaxNode, model: Model): boolean {
  const definition = statement.kind === "decorated_definition" ? statement.field("definition") : statement;
  const isDefinition = definition?.kind === "function_definition" || definition?.kind === "class_definition";
  return isDefinition && docstringOf(definition, model.target) !== null;
}
