import type { RuleInfo } from "../../engine/rule.js";
import type { Repository } from "../repository.js";
import type { Paint } from "../terminal/colour.js";
import type { Link } from "../terminal/link.js";
import { AzureReporter, GithubReporter } from "./annotations.js";
import { ConciseReporter } from "./concise.js";
import { GitlabReporter } from "./gitlab.js";
import { JsonLinesReporter, JsonReporter } from "./json.js";
import { RdjsonReporter } from "./rdjson.js";
import type { Reporter } from "./reporter.js";
import { TextReporter } from "./text.js";
import { CheckstyleReporter, JunitReporter } from "./xml.js";

/** The forms in which findings can be shown. */
export const FORMATS = [
  "text",
  "concise",
  "json",
  "jsonl",
  "sarif",
  "github",
  "gitlab",
  "junit",
  "checkstyle",
  "rdjson",
  "azure",
] as const;

export type Format = (typeof FORMATS)[number];

/** Whether a format is for people, so that it need not be whole to be of use. */
export function isForPeople(format: Format): boolean {
  return format === "text" || format === "concise";
}

/** What reporters need. */
export interface ReporterContext {
  readonly write: (text: string) => void;
  readonly paint: Paint;
  readonly link: Link;
  /** The columns that source lines may take. */
  readonly width: number;
  readonly repository: Repository;
  /** That of faqlint. */
  readonly version: string;
  readonly rules: readonly RuleInfo[];
}

/** Makes what shows findings in a format. */
export async function reporterFor(format: Format, context: ReporterContext): Promise<Reporter> {
  const { write, paint, link, repository } = context;
  switch (format) {
    case "text":
      return new TextReporter(write, paint, context.width, link);
    case "concise":
      return new ConciseReporter(write, paint, link);
    case "json":
      return new JsonReporter(write);
    case "jsonl":
      return new JsonLinesReporter(write);
    case "sarif": {
      // It brings the FAQ's answers, which are long and which no other format needs.
      const { SarifReporter } = await import("./sarif.js");
      return new SarifReporter(write, repository, context.version, context.rules);
    }
    case "github":
      return new GithubReporter(write, repository, false);
    case "gitlab":
      return new GitlabReporter(write, repository);
    case "junit":
      return new JunitReporter(write, repository);
    case "checkstyle":
      return new CheckstyleReporter(write, repository);
    case "rdjson":
      return new RdjsonReporter(write);
    case "azure":
      return new AzureReporter(write, repository);
  }
}
