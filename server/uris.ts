/**
 * The path of a document on this machine, or undefined if it has none: it was never saved, lies in another scheme, or
 * its URI cannot be decoded.
 *
 * @param uri as clients write it: `file:///home/x.py`, `file:///c%3A/x.py`, `file://server/share/x.py`, `untitled:1`.
 * @param windows whether paths are those of Windows, with drive letters and backslashes.
 */
export function pathOfUri(uri: string, windows: boolean): string | undefined {
  const match = /^file:(?:\/\/([^/?#]*))?(\/[^?#]*)/i.exec(uri);
  if (match === null) return undefined;
  const host = decoded(match[1] ?? "");
  // An escaped separator would belong to a name, which no file system can hold; nor can it hold NUL.
  const impossible = windows ? /%(?:2f|5c|00)/i : /%(?:2f|00)/i;
  const path = impossible.test(match[2] ?? "") ? undefined : decoded(match[2] ?? "");
  if (host === undefined || path === undefined) return undefined;
  const local = host === "" || host.toLowerCase() === "localhost";
  if (!windows) return local ? path : undefined;
  const backslashed = path.replaceAll("/", "\\");
  if (!local) return `\\\\${host}${backslashed}`;
  // Some clients write the drive as `c:`, some as `C%3A`; one spelling, so that the same file is the same path.
  const drive = /^\\([a-z])[:|](?=\\|$)/i.exec(backslashed);
  return drive === null ? backslashed : `${drive[1]?.toUpperCase()}:${backslashed.slice(3) || "\\"}`;
}

function decoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}
