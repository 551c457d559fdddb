/** An answer's file, taken apart. */
export interface AnswerFile {
  readonly question: string;
  readonly upstream: string;
  /** What stands below the front matter. */
  readonly body: string;
}

/**
 * Reads the front matter of an answer: `question` and `upstream`, each on a line; a value with a colon stands in
 * double quotes, as YAML wants it.
 *
 * @throws Error when it is not exactly that.
 */
export function readAnswerFile(text: string): AnswerFile {
  const [, front, body] = /^---\n(.*?)\n---\n+(.*)$/s.exec(text.replace(/\r\n/g, "\n")) ?? [];
  if (front === undefined || body === undefined) throw new Error("there is no front matter between two lines ---");
  const values = new Map<string, string>();
  for (const line of front.split("\n")) {
    const [, key, value] = /^(question|upstream): (.+)$/.exec(line) ?? [];
    if (key === undefined || value === undefined) throw new Error(`not question: or upstream: : ${line}`);
    values.set(key, value.startsWith('"') ? String(JSON.parse(value)) : value);
  }
  const question = values.get("question");
  const upstream = values.get("upstream");
  if (question === undefined || upstream === undefined) throw new Error("question: or upstream: is missing");
  return { question, upstream, body };
}
