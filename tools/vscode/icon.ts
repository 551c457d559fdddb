import { crc32, deflateSync } from "node:zlib";

/** Width and height of the icon in pixels; the gallery of extensions asks for at least 128. */
const SIZE = 256;
/** Each pixel is the mean of this many times this many points. */
const SAMPLES = 4;

/** Each part from 0 to 255. */
type Colour = readonly [red: number, green: number, blue: number, alpha: number];

const NOTHING: Colour = [0, 0, 0, 0];
const GROUND: Colour = [32, 58, 92, 255];
const MARK: Colour = [255, 255, 255, 255];
const SQUIGGLE: Colour = [255, 196, 61, 255];

/** The extension's icon, a question mark with an editor's squiggle below it, as a PNG file. */
export function drawIcon(): Buffer {
  const rows = Buffer.alloc(SIZE * (1 + SIZE * 4));
  for (let y = 0; y < SIZE; y++) {
    // The byte before each row names the filter: 0 is none.
    let at = y * (1 + SIZE * 4) + 1;
    for (let x = 0; x < SIZE; x++) {
      for (const part of pixel(x, y)) rows[at++] = part;
    }
  }
  const header = Buffer.alloc(13);
  header.writeUInt32BE(SIZE, 0);
  header.writeUInt32BE(SIZE, 4);
  // 8 bits for each part of a colour; 6 stands for red, green, blue and alpha.
  header.set([8, 6, 0, 0, 0], 8);
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  return Buffer.concat([
    signature,
    chunk("IHDR", header),
    chunk("IDAT", deflateSync(rows, { level: 9 })),
    chunk("IEND", Buffer.alloc(0)),
  ]);
}

function chunk(type: string, data: Buffer): Buffer {
  const typed = Buffer.concat([Buffer.from(type, "latin1"), data]);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(data.length);
  const sum = Buffer.alloc(4);
  sum.writeUInt32BE(crc32(typed));
  return Buffer.concat([length, typed, sum]);
}

/** The mean of the points in a pixel; transparent ones have no say in the colour. */
function pixel(x: number, y: number): Colour {
  let [red, green, blue, alpha] = NOTHING;
  for (let sample = 0; sample < SAMPLES * SAMPLES; sample++) {
    const u = (x + ((sample % SAMPLES) + 0.5) / SAMPLES) / SIZE;
    const v = (y + (Math.floor(sample / SAMPLES) + 0.5) / SAMPLES) / SIZE;
    const point = colourAt(u, v);
    red += point[0] * point[3];
    green += point[1] * point[3];
    blue += point[2] * point[3];
    alpha += point[3];
  }
  if (alpha === 0) return NOTHING;
  return [red / alpha, green / alpha, blue / alpha, alpha / SAMPLES ** 2];
}

/** The colour at a point of the unit square, whose corner (0, 0) is at the top left. */
function colourAt(u: number, v: number): Colour {
  if (!isInGround(u, v)) return NOTHING;
  if (isInMark(u, v)) return MARK;
  return isInSquiggle(u, v) ? SQUIGGLE : GROUND;
}

/** A square with round corners. */
function isInGround(u: number, v: number): boolean {
  const radius = 0.18;
  const across = Math.max(Math.abs(u - 0.5) - (0.5 - radius), 0);
  const down = Math.max(Math.abs(v - 0.5) - (0.5 - radius), 0);
  return Math.hypot(across, down) <= radius;
}

/** A question mark: three quarters of a ring that end in a stem, and a dot. */
function isInMark(u: number, v: number): boolean {
  const [x, y] = [u - 0.5, v - 0.31];
  const half = 0.052;
  const radius = 0.145;
  const isOnRing = Math.abs(Math.hypot(x, y) - radius) <= half && !(x < 0 && y > 0);
  const isOnEnd = Math.hypot(x + radius, y) <= half;
  const isOnStem = Math.abs(x) <= half && y >= radius - half && y <= radius + 0.1;
  const isOnDot = Math.hypot(x, y - radius - 0.2) <= half * 1.15;
  return isOnRing || isOnEnd || isOnStem || isOnDot;
}

/** A wave of four periods. */
function isInSquiggle(u: number, v: number): boolean {
  const [left, right] = [0.18, 0.82];
  if (u < left || u > right) return false;
  const phase = ((u - left) / (right - left)) * 4 * 2 * Math.PI;
  return Math.abs(v - 0.83 - 0.035 * Math.sin(phase)) <= 0.03;
}
