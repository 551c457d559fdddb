import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { type Connection, MessageType } from "vscode-languageserver/node";
import { isQuestionSlug, type QuestionSlug } from "../engine/questions.js";
import { type Answer, answerOf } from "../faq/index.js";
import type { ClientSupport } from "./capabilities.js";

/** What the command that shows an answer gives back, for clients that show it in their own way. */
interface ShownAnswer {
  readonly question: QuestionSlug;
  readonly title: string;
  readonly url: string;
  readonly markdown: string;
}

/** The slug among a command's arguments; undefined when there is none. */
export function slugIn(args: readonly unknown[] | undefined): QuestionSlug | undefined {
  const [slug] = args ?? [];
  return typeof slug === "string" && isQuestionSlug(slug) ? slug : undefined;
}

/** Has the client show an answer as a document, or its address where it shows no documents. */
export async function showAnswer(
  slug: QuestionSlug,
  connection: Connection,
  support: ClientSupport,
): Promise<ShownAnswer | null> {
  const answer = answerOf(slug);
  if (answer === undefined) return null;
  const { title, url, markdown } = answer;
  const isShown = support.showsDocuments && (await isOpened(answer, connection));
  if (!isShown) {
    const message = { type: MessageType.Info, message: `${title} ${url}` };
    await connection.sendNotification("window/showMessage", message);
  }
  return { question: slug, title, url, markdown };
}

async function isOpened({ slug, url }: Answer, connection: Connection): Promise<boolean> {
  const file = new URL(`answers/${slug}.md`, import.meta.url);
  // Only the built package has the answers beside the program.
  const shown = existsSync(fileURLToPath(file))
    ? { uri: file.href, takeFocus: true }
    : { uri: url, external: true, takeFocus: true };
  try {
    return (await connection.window.showDocument(shown)).success;
  } catch {
    // Some clients announce that they show documents and refuse this one.
    return false;
  }
}
