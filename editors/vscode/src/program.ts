import { isAbsolute, join } from "node:path";

/** A program to run in place of the extension's own server. */
export interface Program {
  readonly command: string;
  /** Whether the system's shell must run it, so that {@link command} is quoted for it. */
  readonly shell: boolean;
}

/** What the names in a path stand for. */
export interface Places {
  /** The user's home folder. */
  readonly home: string;
  /** The first folder of the workspace; undefined where none is open or it is not on a disk. */
  readonly workspaceFolder: string | undefined;
  readonly platform: NodeJS.Platform;
}

/** The name that editors' own settings use for the folder that is open. */
const WORKSPACE_FOLDER = /\$\{workspaceFolder\}/;

/**
 * The program that the user's setting `faqlint.path` names.
 *
 * @returns undefined for the server that the extension contains.
 * @throws Error with a sentence for the user when the path needs a workspace's folder and there is none.
 */
export function programOf(setting: string, places: Places): Program | undefined {
  const path = expandPath(setting.trim(), places);
  if (path === "") return undefined;
  // Windows' scripts (npm writes one for each program) are only run by its shell, which takes a line, not a path.
  const shell = places.platform === "win32" && /\.(?:cmd|bat)$/i.test(path);
  return { command: shell ? `"${path}"` : path, shell };
}

/** The path with its names replaced; a bare name stays one, for the system to find on the `PATH`. */
function expandPath(setting: string, { home, workspaceFolder }: Places): string {
  const expanded = setting.replace(/^~(?=[/\\]|$)/, () => home);
  const isBare = !/[/\\]/.test(expanded);
  if (!WORKSPACE_FOLDER.test(expanded) && (isBare || isAbsolute(expanded))) return expanded;
  if (workspaceFolder === undefined) {
    throw new Error(`the setting faqlint.path is "${setting}", a path in the workspace, but no folder is open`);
  }
  const inWorkspace = expanded.replace(WORKSPACE_FOLDER, () => workspaceFolder);
  return isAbsolute(inWorkspace) ? inWorkspace : join(workspaceFolder, inWorkspace);
}
