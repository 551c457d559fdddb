/** Where the numbers of errors differ. */
export type ErrnoPlatform = "Linux" | "macOS" | "Windows";

/** An error of the operating system and its number on one platform. */
export interface ErrnoMeaning {
  readonly name: string;
  readonly platform: ErrnoPlatform;
}

/**
 * Errors whose numbers are not the same everywhere: on Linux, on macOS and the BSDs, and as Windows' sockets give it. Linux's are
 * those of x86 and ARM, as its `asm-generic/errno.h` has them; the others are as documented by Apple and Microsoft. 0 where
 * there is none.
 */
const VALUES: readonly (readonly [name: string, linux: number, macos: number, windows: number])[] = [
  ["EAGAIN", 11, 35, 10035],
  ["EDEADLK", 35, 11, 36],
  ["EINPROGRESS", 115, 36, 10036],
  ["EALREADY", 114, 37, 10037],
  ["ENOTSOCK", 88, 38, 10038],
  ["EDESTADDRREQ", 89, 39, 10039],
  ["EMSGSIZE", 90, 40, 10040],
  ["EPROTOTYPE", 91, 41, 10041],
  ["ENOPROTOOPT", 92, 42, 10042],
  ["EPROTONOSUPPORT", 93, 43, 10043],
  ["EAFNOSUPPORT", 97, 47, 10047],
  ["EADDRINUSE", 98, 48, 10048],
  ["EADDRNOTAVAIL", 99, 49, 10049],
  ["ENETDOWN", 100, 50, 10050],
  ["ENETUNREACH", 101, 51, 10051],
  ["ENETRESET", 102, 52, 10052],
  ["ECONNABORTED", 103, 53, 10053],
  ["ECONNRESET", 104, 54, 10054],
  ["ENOBUFS", 105, 55, 10055],
  ["EISCONN", 106, 56, 10056],
  ["ENOTCONN", 107, 57, 10057],
  ["ESHUTDOWN", 108, 58, 10058],
  ["ETIMEDOUT", 110, 60, 10060],
  ["ECONNREFUSED", 111, 61, 10061],
  ["EHOSTDOWN", 112, 64, 10064],
  ["EHOSTUNREACH", 113, 65, 10065],
  ["ENAMETOOLONG", 36, 63, 38],
  ["ENOLCK", 37, 77, 39],
  ["ENOSYS", 38, 78, 40],
  ["ENOTEMPTY", 39, 66, 41],
  ["ELOOP", 40, 62, 10062],
  ["ENOTSUP", 95, 45, 0],
  ["EDQUOT", 122, 69, 0],
];

const PLATFORMS: readonly ErrnoPlatform[] = ["Linux", "macOS", "Windows"];

/** What a number of an error stands for, on each platform where it stands for one that has another number elsewhere. */
export function errnoMeanings(value: number): readonly ErrnoMeaning[] {
  return VALUES.flatMap(([name, ...values]) =>
    values.flatMap((each, index) => {
      const platform = PLATFORMS[index];
      return each === value && each !== 0 && platform !== undefined ? [{ name, platform }] : [];
    }),
  );
}

/** The numbers that an error has on the platforms, where it has one. */
export function errnoValues(name: string): ReadonlyMap<ErrnoPlatform, number> {
  const found = VALUES.find(([each]) => each === name);
  const values = new Map<ErrnoPlatform, number>();
  for (const [index, platform] of PLATFORMS.entries()) {
    const value = found?.[index + 1];
    if (typeof value === "number" && value !== 0) values.set(platform, value);
  }
  return values;
}
