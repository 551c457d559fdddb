const UNITS: Readonly<Record<string, number>> = { kb: 1e3, mb: 1e6, gb: 1e9 };

/** The largest file that is linted, in bytes, where no setting says otherwise. */
export const DEFAULT_FILE_SIZE = 16_000_000;

/** The bytes of a size as settings write it, `16 MB`; undefined for what is none. */
export function parseFileSize(text: string): number | undefined {
  const [, number, unit = ""] = /^\s*(\d{1,9}(?:\.\d{1,3})?)\s*([kmg]b)\s*$/i.exec(text) ?? [];
  const bytes = Math.round(Number(number) * (UNITS[unit.toLowerCase()] ?? Number.NaN));
  return bytes > 0 ? bytes : undefined;
}

/** A size for people: `16 MB`, `1.5 GB`, `900 bytes`. */
export function formatFileSize(bytes: number): string {
  for (const [unit, size] of Object.entries(UNITS).reverse()) {
    if (bytes >= size) return `${Math.round((10 * bytes) / size) / 10} ${unit.toUpperCase()}`;
  }
  return `${bytes} bytes`;
}
