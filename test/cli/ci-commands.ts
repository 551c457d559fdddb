/** As `ActionCommand.TryParseV2` of GitHub's runner reads a line. */
export function githubCommand(line: string) {
  const [, command, properties = "", data = ""] = /^::(\w+) ?(.*?)::(.*)$/.exec(line) ?? [];
  const decoded = (text: string, ...pairs: (readonly [string, string])[]): string =>
    [...pairs, ["%0D", "\r"] as const, ["%0A", "\n"] as const, ["%25", "%"] as const].reduce(
      (result, [code, character]) => result.replaceAll(code, character),
      text,
    );
  const entries = properties.split(",").map((property) => {
    const [name = "", ...value] = property.split("=");
    return [name, decoded(value.join("="), ["%3A", ":"], ["%2C", ","])] as const;
  });
  return { command, ...Object.fromEntries(entries), message: decoded(data) };
}

/** As `Command.TryParse` of Azure's agent reads a line. */
export function azureCommand(line: string) {
  const start = line.indexOf("##vso[");
  if (start < 0) return { line };
  const end = line.indexOf("]", start);
  const [command, ...rest] = line.slice(start + "##vso[".length, end).split(" ");
  const decoded = (text: string): string =>
    text
      .replaceAll("%3B", ";")
      .replaceAll("%5D", "]")
      .replaceAll("%0D", "\r")
      .replaceAll("%0A", "\n")
      .replaceAll("%AZP25", "%");
  const entries = rest
    .join(" ")
    .split(";")
    .filter((property) => property !== "")
    .map((property) => [property.slice(0, property.indexOf("=")), decoded(property.slice(property.indexOf("=") + 1))]);
  return { command, ...Object.fromEntries(entries), message: decoded(line.slice(end + 1)) };
}
