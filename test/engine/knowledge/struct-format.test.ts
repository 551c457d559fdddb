import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { isDeepStrictEqual } from "node:util";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { DATA_MODELS, parseStructFormat, StructFormat } from "../../../engine/knowledge/struct-format.js";
import { type SpelledValue, valueFault } from "../../../engine/knowledge/struct-values.js";
import { formatPythonVersion, type PythonVersion } from "../../../engine/versions.js";
import { findInterpreters } from "../../harness/interpreters.js";

const ORACLE = fileURLToPath(new URL("struct_oracle.py", import.meta.url));
const FORMATS = 4000;
const VALUES = 4000;
const seed = Number(process.env.FAQLINT_SEED ?? Date.now() % 1_000_000_000);
const interpreters = await findInterpreters();

interface Answers {
  readonly formats: readonly {
    readonly size?: string;
    readonly count?: number | "0p";
    readonly error?: string;
    readonly native?: Readonly<Record<string, number>>;
  }[];
  readonly values: readonly { readonly error?: string; readonly whole?: boolean }[];
}

function ask(command: string, questions: unknown): Answers {
  const { status, stdout, stderr, error } = spawnSync(command, ["-B", ORACLE], {
    input: JSON.stringify(questions),
    encoding: "utf8",
    maxBuffer: 1 << 28,
  });
  if (status !== 0) throw new Error(`${command} failed: ${error?.message ?? stderr}`);
  return JSON.parse(stdout) as Answers;
}

const pick = fc.constantFrom;
const count = fc.oneof(
  { weight: 12, arbitrary: fc.constant("") },
  { weight: 6, arbitrary: fc.nat({ max: 20 }).map(String) },
  { weight: 2, arbitrary: pick("0", "00", "007") },
  { weight: 1, arbitrary: fc.nat({ max: 3000 }).map(String) },
);
const item = fc.tuple(count, pick(..."xcbB?hHiIlLqQnNefdspPFD")).map((parts) => parts.join(""));
const mistake = pick(
  ..."@=<>!",
  ...["4 s", "5", "z", "0z", "*", "\0", "\u00e9", "\u4e16", "-1i", "9223372036854775807s", "9223372036854775808x"],
  ...["99999999999999999999i", "4611686018427387904h", "9223372036854775800x"],
);
const space = pick("", "", "", "", " ", "\t", "\n", "\v\f\r");
const anyFormat = fc
  .record({
    mark: pick("", "", "", "@", "@", "=", "<", ">", "!"),
    items: fc.array(
      fc
        .oneof({ weight: 60, arbitrary: item }, { weight: 1, arbitrary: mistake })
        .chain((text) => space.map((after) => text + after)),
      { maxLength: 9 },
    ),
    lead: pick(...Array<string>(30).fill(""), " "),
  })
  .map(({ mark, items, lead }) => lead + mark + items.join(""));

const spelledValue: fc.Arbitrary<SpelledValue> = fc.oneof(
  fc.tuple(pick(0n, 7n, 8n, 15n, 16n, 31n, 32n, 63n, 64n, 128n, 2000n), pick(-1n, 0n, 1n), fc.boolean()).map(
    ([bits, extra, negative]): SpelledValue => ({
      kind: "integer",
      value: (negative ? -1n : 1n) * 2n ** bits + extra,
    }),
  ),
  fc.bigInt({ min: -70000n, max: 70000n }).map((value): SpelledValue => ({ kind: "integer", value })),
  pick(0, 1.5, -3, 65504, 65519.99, 65520, -65520, 1e10, 3.4028235e38, 3.4028235677973366e38, 1e39, -1e300).map(
    (value): SpelledValue => ({ kind: "float", value }),
  ),
  fc.nat({ max: 300 }).map((length): SpelledValue => ({ kind: "bytes", length })),
  fc.nat({ max: 3 }).map((length): SpelledValue => ({ kind: "bytes", length })),
  pick<SpelledValue>({ kind: "text" }, { kind: "complex" }, { kind: "boolean" }, { kind: "other" }),
);
const packing = fc.record({
  format: fc
    .tuple(pick("", "@", "=", "<", ">", "!"), pick(..."cbB?hHiIlLqQnNefdspsPFD"), pick("", "1", "2", "5", "256", "300"))
    .map(([mark, code, width]) => mark + (code === "s" || code === "p" ? width : "") + code),
  value: spelledValue,
});

function written(value: SpelledValue, index: number): string {
  switch (value.kind) {
    case "integer":
      return String(value.value);
    case "float":
      return String(value.value);
    case "bytes":
      return String(value.length);
    case "text":
      return String(index % 3);
    case "boolean":
      return index % 2 === 0 ? "true" : "false";
    case "complex":
      return "1j";
    case "other":
      return ["None", "list", "dict"][index % 3] ?? "None";
  }
}

describe(`the format calculator against the real struct module (FAQLINT_SEED=${seed})`, () => {
  const formats = fc.sample(anyFormat, { seed, numRuns: FORMATS });
  const packings = fc.sample(packing, { seed, numRuns: VALUES });

  it("has a Python 3 to compare with", () => {
    expect(interpreters.some(({ version }) => version.major === 3)).toBe(true);
  });

  it.each(interpreters.map((each) => [formatPythonVersion(each.version), each] as const))(
    "agrees with Python %s",
    (_, { command, version }) => {
      const parsed = formats.map((format) => parseStructFormat(format, version));
      const answers = ask(command, {
        formats: formats.map((format, index) => ({ format, ...layout(parsed[index]) })),
        values: packings.map(({ format, value }, index) => ({
          format,
          kind: value.kind,
          value: written(value, index),
        })),
      });
      const wrong = formats.flatMap((format, index) => {
        const { native, error, ...real } = answers.formats[index] ?? {};
        const ours = describeFormat(parsed[index]);
        if (real.count === "0p" && "count" in ours) ours.count = "0p";
        const expected = error === undefined ? { ...real, ...(native && { native }) } : { error: true };
        // Too long for their counter, not for the format.
        if (error?.startsWith("MemoryError") === true) return [];
        return isDeepStrictEqual(ours, expected) ? [] : [{ format, ours, expected, error }];
      });
      expect(wrong).toEqual([]);
      expect(answers.formats.filter(({ error }) => error === undefined).length).toBeGreaterThan(FORMATS / 4);
      const mispacked = packings.flatMap(({ format, value }, index) => {
        const ours = packFault(format, value, version);
        const { error, whole } = answers.values[index] ?? {};
        const theirs = error !== undefined ? "error" : whole === true ? "packed" : "cut";
        return ours === theirs
          ? []
          : [{ format, value: `${value.kind} ${written(value, index)}`, ours, theirs, error }];
      });
      expect(mispacked).toEqual([]);
    },
  );
});

type Parsed = ReturnType<typeof parseStructFormat> | undefined;

/** What a C compiler is asked to lay out: only what is native and not too long for it. */
function layout(parsed: Parsed): { items?: unknown } {
  if (!(parsed instanceof StructFormat) || !parsed.isNative || (parsed.sizeOn("LP64") ?? 1n << 20n) >= 1n << 20n)
    return {};
  return { items: parsed.items.map(({ code, count }) => [code, Number(count)]) };
}

function describeFormat(parsed: Parsed): object {
  if (!(parsed instanceof StructFormat)) return { error: true };
  const size = parsed.sizeOn("LP64");
  if (size === null) return { error: true };
  const others = DATA_MODELS.filter((model) => model !== "LP64");
  return {
    size: String(size),
    ...(size <= 1n << 16n && { count: Number(parsed.valueCount) }),
    ...("items" in layout(parsed) && {
      native: Object.fromEntries(others.map((model) => [model, Number(parsed.sizeOn(model))])),
    }),
  };
}

function packFault(text: string, value: SpelledValue, version: PythonVersion): "packed" | "cut" | "error" {
  const format = parseStructFormat(text, version);
  const field = format instanceof StructFormat ? format.field(0n) : null;
  if (!(format instanceof StructFormat) || field === null) return "error";
  const fault = valueFault(format, field, value, version);
  return fault === null ? "packed" : fault === "cut" ? "cut" : "error";
}
