import { Uri, workspace } from "vscode";
import type { ConfigurationParams, Middleware } from "vscode-languageclient/node";

/**
 * Tells the server only what the user has set: a default of the editor, sent like a choice, would pass for one, and
 * hide what the server does by itself.
 *
 * @param names the settings of the extension, with their section: `faqlint.hints`.
 */
export function settingsFor(names: readonly string[]): NonNullable<Middleware["workspace"]> {
  return {
    // That something changed is enough: the server asks for the values.
    didChangeConfiguration: (_sections, next) => next(undefined),
    configuration: ({ items }: ConfigurationParams) => items.map(({ scopeUri }) => chosen(names, scopeUri)),
  };
}

function chosen(names: readonly string[], scope: string | undefined): Record<string, unknown> {
  const configuration = workspace.getConfiguration(undefined, scope === undefined ? undefined : Uri.parse(scope));
  const set = names.filter((name) => {
    const { globalValue, workspaceValue, workspaceFolderValue } = configuration.inspect(name) ?? {};
    return [globalValue, workspaceValue, workspaceFolderValue].some((value) => value !== undefined);
  });
  return Object.fromEntries(set.map((name) => [name.slice(name.indexOf(".") + 1), configuration.get(name)]));
}
