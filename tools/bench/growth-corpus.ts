import { linkSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, relative } from "node:path";
import { discover } from "../../project/discovery.js";
import { decoded } from "../../project/source-io.js";
import { type Corpus, shareOf } from "./corpus.js";

/** A folder that was made, and is to be removed. */
export type Made = Omit<Corpus, "part">;

interface Source {
  readonly path: string;
  readonly size: number;
}

/** Folders and files of any size, of the same code, in a folder for the time being. */
export class GrowingCorpus {
  readonly #corpus: Corpus;
  readonly #sources: readonly Source[];
  readonly #bytes: number;
  readonly folder = mkdtempSync(join(tmpdir(), "faqlint-growth-"));

  /** @param corpus what they are made of; must stay while they are used. */
  constructor(corpus: Corpus) {
    this.#corpus = corpus;
    this.#sources = discover([corpus.folder], process.cwd()).files.map((path) => ({ path, size: statSync(path).size }));
    this.#bytes = this.#sources.reduce((sum, { size }) => sum + size, 0);
  }

  /** A folder with about so many bytes of sources: of less than all of them every so-manyth file, of more all of them again and again. */
  ofBytes(bytes: number): Made {
    const folder = join(this.folder, `bytes-${bytes}`);
    const chosen: Source[] = [];
    for (let copy = 0; copy * this.#bytes < bytes; copy++) {
      const share = Math.min(1, (bytes - copy * this.#bytes) / this.#bytes);
      for (const source of shareOf(this.#sources, share)) {
        link(this.#corpus.folder, source, join(folder, `copy${copy}`));
        chosen.push(source);
      }
    }
    return this.#made(folder, chosen);
  }

  /** A folder with so many files, the shortest of the corpus again and again. */
  ofFiles(files: number): Made {
    const folder = join(this.folder, `files-${files}`);
    const short = [...this.#sources].sort((a, b) => a.size - b.size).slice(0, Math.ceil(this.#sources.length / 2));
    const chosen: Source[] = [];
    for (let index = 0; index < files; index++) {
      const source = short[index % short.length] as Source;
      link(this.#corpus.folder, source, join(folder, `copy${Math.floor(index / short.length)}`));
      chosen.push(source);
    }
    return this.#made(folder, chosen);
  }

  /**
   * A folder with one file of so many bytes: files of the corpus one below another, each without what Python has at the beginning of
   * a file only, and none of those that are longer than most or are no sound UTF-8. A longer file begins as a shorter one does.
   */
  ofOneFile(bytes: number): Made {
    const folder = join(this.folder, `file-${bytes}`);
    const parts: string[] = [];
    let length = 0;
    for (let turn = 0; length < bytes; turn++) {
      const { path, size } = this.#sources[turn % this.#sources.length] as Source;
      if (size > LONG) continue;
      const read = decoded(path, readFileSync(path));
      if (read.kind !== "text" || read.text.includes("\r") || /^#.*coding[:=]/m.test(read.text.slice(0, 200))) continue;
      const text = read.text.replace(/^from __future__ import (?:\([^)]*\)|.*)/gm, "pass");
      parts.push(text.endsWith("\n") ? text : `${text}\n`);
      length += text.length;
    }
    const path = join(folder, "whole.py");
    mkdirSync(folder, { recursive: true });
    writeFileSync(path, parts.join(""));
    return this.#made(folder, [{ path, size: statSync(path).size }]);
  }

  /** Removes all that was made. */
  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }

  #made(folder: string, sources: readonly Source[]): Made {
    const bytes = sources.reduce((sum, { size }) => sum + size, 0);
    return {
      folder,
      files: sources.length,
      bytes,
      remove: () => rmSync(folder, { recursive: true, force: true }),
    };
  }
}

/** In bytes: with longer ones, one file of the corpus would be most of a file that is made of several. */
const LONG = 60_000;

/** The same file under another name: what is read is the same, and takes no room. */
function link(from: string, { path }: Source, folder: string): void {
  const target = join(folder, relative(from, path));
  mkdirSync(dirname(target), { recursive: true });
  linkSync(path, target);
}
