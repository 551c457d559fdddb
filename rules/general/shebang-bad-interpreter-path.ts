import { defineRule, type Fix, type Safety } from "../../engine/rule.js";
import { isSlipOf } from "../../engine/text/misspelling.js";
import {
  isForWindows,
  isPythonName,
  programName,
  type Shebang,
  shebangOf,
  splitsWords,
} from "../../engine/text/shebang.js";

/** Folders that interpreters are in, as they are to be spelt. */
const FOLDERS = ["/usr/bin", "/usr/local/bin"];
/** How else these are misspelt, and what is a folder and no program. */
const MISSPELT_FOLDERS: Readonly<Record<string, string>> = {
  "/user/bin": "/usr/bin",
  "/user/local/bin": "/usr/local/bin",
  "/bin/usr": "/usr/bin",
};
const FOLDER_AS_PROGRAM = /^(?:\/usr\/bin|\/usr\/local\/bin|\/bin|\/usr\/local|\/usr|\/opt)\/?$/;
const ENV = "/usr/bin/env";

const MESSAGES = {
  folder: "`{path}` is a folder, so the script cannot start: a blank stands where `/` belongs",
  folderAlone: "`{path}` is a folder, so the script cannot start: name the interpreter in it",
  below: "`{file}` is a program and no folder, so nothing can be found below it: write `{command}`",
  misspelt: "`{path}` is a misspelling of `{command}`, so the script cannot start",
  relative: "Unix looks for `{path}` from the folder one happens to be in: write the whole path",
  home: "`~` means nothing in this line, so `{path}` is not found: write the whole path, or `/usr/bin/env python3`",
  windows: "`{path}` is a path of Windows, so the script cannot start on Unix: write `/usr/bin/env python3`",
  nothing: "`env` has no program to look for and runs this very file, again and again: write `{command}`",
} as const;

/**
 * What stands behind `#!` must be the path of a program: nobody searches PATH for it, nobody expands `~`. With a wrong
 * one the script ends before its first line: "bad interpreter".
 *
 * Found where the path cannot be one on any Unix: a folder, something below a program, a path without the first `/`,
 * `~`, a drive letter, or a slip of the fingers in one of the usual paths. A bare `python` or `python3` is not flagged:
 * the launcher of Windows knows them, and those who install wheels replace them.
 */
export default defineRule({
  name: "shebang-bad-interpreter-path",
  question: "executable-script",
  summary: "a shebang line whose path cannot be that of an interpreter",
  severity: "error",
  fix: "safe",
  messages: MESSAGES,
  on: (when) =>
    when.text(/^#![ \t]*[^ \t\r\n]/, ({ source, report }) => {
      const shebang = shebangOf(source);
      const complaint = shebang === null ? null : complaintOf(shebang);
      if (shebang === null || complaint === null) return;
      const { key, path, command, safety } = complaint;
      if (key === "windows" && (isForWindows(source.text) || /\.pyw$/i.test(source.path))) return;
      report(key, {
        at: shebang.line.span,
        data: { path, command: command ?? "", file: complaint.file ?? "" },
        // On Windows, its launcher understands the path.
        ...(key === "windows" ? { severity: "warning" as const } : {}),
        fix: () => (command === null ? null : rewrite(shebang, command, safety)),
      });
    }),
});

interface Complaint {
  readonly key: keyof typeof MESSAGES;
  readonly path: string;
  /** What the whole line should be, `#!` left out; null where that is not known. */
  readonly command: string | null;
  readonly safety: Safety;
  readonly file?: string;
}

function rewrite({ line }: Shebang, command: string, safety: Safety): Fix {
  return { title: `Write \`#!${command}\``, safety, edits: [{ span: line.span, replacement: `#!${command}` }] };
}

function complaintOf(shebang: Shebang): Complaint | null {
  const path = shebang.interpreter.text;
  const argument = shebang.argument?.text ?? "";
  const whole = (program: string, rest = argument): string => (rest === "" ? program : `${program} ${rest}`);
  const safe = (key: Complaint["key"], command: string | null, file?: string): Complaint => ({
    ...{ key, path, command, safety: "safe" },
    ...(file === undefined ? {} : { file }),
  });
  // A text that tools fill in before the file is used: `@PYTHON@`, `{{ python }}`, `$PYTHON`, `%(python)s`, `<python>`.
  if (/[@{}$%<>()[\]]/.test(path)) return null;
  if (/^[A-Za-z]:[\\/]/.test(path)) return { key: "windows", path, command: `${ENV} python3`, safety: "unsafe" };
  if (path.startsWith("~"))
    return namesPython(path) ? { key: "home", path, command: `${ENV} python3`, safety: "unsafe" } : null;
  if (!path.startsWith("/")) return relative(path, whole, safe);
  if (FOLDER_AS_PROGRAM.test(path)) {
    const [program = "", ...rest] = argument.split(/[ \t]+/);
    const joined = whole(`${path.replace(/\/$/, "")}/${program}`, rest.join(" "));
    return program === "env" || isPythonName(program) ? safe("folder", joined) : safe("folderAlone", null);
  }
  if (programName(path) === "env" && argument === "") return safe("nothing", `${path} python3`);
  const below = /^(\/(?:usr\/(?:local\/)?)?bin\/(?:env|python[\d.]*))\/+(.*)$/.exec(path);
  if (below !== null) {
    const [, file = "", rest = ""] = below;
    const command = rest === "" ? whole(file) : file.endsWith("/env") ? whole(`${file} ${rest}`) : file;
    return safe("below", command, file);
  }
  const corrected = correctedPath(path, argument);
  if (corrected !== null) return safe("misspelt", whole(corrected));
  return programName(path) === "env" && !splitsWords(shebang) ? misspeltProgram(path, argument, safe) : null;
}

function relative(
  path: string,
  whole: (program: string) => string,
  safe: (key: Complaint["key"], command: string | null) => Complaint,
): Complaint | null {
  // `#!env python3`, and `#!usr/bin/env python3` with its first `/` forgotten.
  if (path === "env") return safe("relative", whole(ENV));
  if (/^usr\/(?:local\/)?bin\/\S/.test(path)) return safe("relative", whole(`/${path}`));
  // Others may be marks for tools: a file that nobody starts says `#!hint/python3`.
  return /^(?:\.|bin\/|v?env\/)/.test(path) && namesPython(path) ? safe("relative", null) : null;
}

function namesPython(path: string): boolean {
  return isPythonName(programName(path));
}

/** The usual path that was meant, where the path is a slip away from one; null when it is not. */
function correctedPath(path: string, argument: string): string | null {
  const slash = path.lastIndexOf("/");
  const [folder, program] = [path.slice(0, slash), path.slice(slash + 1)];
  const isKnownProgram = isPythonName(program) || (program === "env" && argument !== "");
  const meantFolder =
    MISSPELT_FOLDERS[folder] ?? FOLDERS.find((known) => isSlipOf(folder, known) && !folder.includes("//"));
  if (isKnownProgram) return meantFolder === undefined || folder === "/bin" ? null : `${meantFolder}/${program}`;
  if (!FOLDERS.includes(folder) && folder !== "/bin") return null;
  if (argument !== "" && isSlipOf(program, "env")) return `${folder}/env`;
  const python = correctedPython(program);
  return python === null ? null : `${folder}/${python}`;
}

function correctedPython(program: string): string | null {
  const [, name = "", version = ""] = /^([a-z]+)([\d.]*)$/.exec(program) ?? [];
  return isSlipOf(name, "python") ? `python${version}` : null;
}

/** `#!/usr/bin/env pyhton3`. */
function misspeltProgram(
  path: string,
  argument: string,
  safe: (key: Complaint["key"], command: string | null) => Complaint,
): Complaint | null {
  const python = correctedPython(argument);
  return python === null ? null : { ...safe("misspelt", `${path} ${python}`), path: argument };
}
