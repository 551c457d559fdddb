/**
 * Reads the part of the INI format that setup.cfg is written in: sections, `key = value` and values that go on over
 * indented lines. Lines that are neither are skipped, since other programs judge that file.
 *
 * @returns values by `section.key`, all names in lower case, with the lines of long values joined by `\n`.
 */
export function parseIni(text: string): ReadonlyMap<string, string> {
  const values = new Map<string, string>();
  let section = "";
  let key: string | undefined;
  for (const line of text.split(/\r\n|\r|\n/)) {
    if (/^\s*(?:[#;]|$)/.test(line)) continue;
    const header = /^\[(.+?)\]/.exec(line)?.[1];
    const pair = /^([^\s=:][^=:]*)[=:](.*)$/.exec(line);
    if (header !== undefined) {
      section = header.trim().toLowerCase();
      key = undefined;
    } else if (/^\s/.test(line)) {
      if (key !== undefined) values.set(key, `${values.get(key)}\n${line.trim()}`);
    } else if (pair !== null) {
      key = `${section}.${(pair[1] as string).trimEnd().toLowerCase()}`;
      values.set(key, (pair[2] as string).trim());
    }
  }
  return values;
}
