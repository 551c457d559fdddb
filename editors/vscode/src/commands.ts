import {
  CodeAction,
  type Command,
  commands,
  type Diagnostic,
  env,
  languages,
  Range,
  type TextEditor,
  window,
  workspace,
} from "vscode";
import type { TextViewer } from "./documents.js";
import type { Server } from "./server.js";

const FIX_ALL = "source.fixAll.faqlint";

/** Repairs all that can be repaired safely in the active editor's file. */
export async function fixAll(): Promise<void> {
  const editor = pythonEditor();
  if (editor === undefined) return;
  const { document } = editor;
  const whole = new Range(0, 0, document.lineCount, 0);
  const actions = await commands.executeCommand<(CodeAction | Command)[] | undefined>(
    "vscode.executeCodeActionProvider",
    document.uri,
    whole,
    FIX_ALL,
    1,
  );
  const action = actions?.find((found): found is CodeAction => found instanceof CodeAction && found.edit !== undefined);
  if (action?.edit === undefined) {
    void window.showInformationMessage("faqlint: nothing in this file can be fixed safely.");
    return;
  }
  if (!(await workspace.applyEdit(action.edit))) {
    void window.showWarningMessage("faqlint: the file has changed meanwhile, so nothing was fixed.");
  }
}

/** Shows the FAQ's answer for the problem at the cursor, or else for one in its line. */
export async function showAnswerAtCursor(server: Server): Promise<void> {
  const editor = pythonEditor();
  if (editor === undefined) return;
  const problem = await choose(problemsAt(editor));
  if (problem === undefined) return;
  const question = questionOf(problem);
  if (question === null) {
    void window.showInformationMessage("faqlint: the FAQ has no answer to this problem; hover over it to read more.");
    return;
  }
  try {
    if (question === undefined) throw new Error("the server does not say which question the problem belongs to");
    await server.execute("faqlint.showAnswer", question);
  } catch (error) {
    // An older server; the FAQ's own page says the same in other words.
    if (typeof problem.code !== "object") throw error;
    await env.openExternal(problem.code.target);
  }
}

/** Shows which settings hold for the active editor's file and where each comes from. */
export async function showEffectiveSettings(server: Server, viewer: TextViewer): Promise<void> {
  const editor = pythonEditor();
  if (editor === undefined) return;
  const text = await server.execute("faqlint.showSettings", editor.document.uri.toString());
  if (typeof text !== "string") throw new Error("the server does not tell its settings");
  await viewer.show("Effective settings of faqlint", text);
}

function pythonEditor(): TextEditor | undefined {
  const editor = window.activeTextEditor;
  if (editor?.document.languageId === "python") return editor;
  void window.showInformationMessage("faqlint: open a Python file first.");
  return undefined;
}

/** The problems under the cursor; where there are none, those of its line. */
function problemsAt({ document, selection }: TextEditor): Diagnostic[] {
  const own = languages.getDiagnostics(document.uri).filter(({ source }) => source === "faqlint");
  const here = own.filter(({ range }) => range.contains(selection.active));
  if (here.length > 0) return here;
  const line = document.lineAt(selection.active.line).range;
  return own.filter(({ range }) => range.intersection(line) !== undefined);
}

async function choose(problems: readonly Diagnostic[]): Promise<Diagnostic | undefined> {
  // Several problems may lead to one answer, which is not asked for twice.
  const byAnswer = new Map(problems.map((problem) => [questionOf(problem) ?? problem.message, problem]));
  const [first, ...others] = byAnswer.values();
  if (first === undefined) void window.showInformationMessage("faqlint: there is no problem at the cursor.");
  if (first === undefined || others.length === 0) return first;
  const picked = await window.showQuickPick(
    [first, ...others].map((problem) => ({ label: problem.message, problem })),
    { placeHolder: "Which problem's answer?" },
  );
  return picked?.problem;
}

/** The question of the FAQ, which the server sends along with a diagnostic; null where the FAQ has none. */
function questionOf(diagnostic: Diagnostic): string | null | undefined {
  const data: unknown = "data" in diagnostic ? diagnostic.data : undefined;
  if (typeof data !== "object" || data === null || !("question" in data)) return undefined;
  return typeof data.question === "string" || data.question === null ? data.question : undefined;
}
