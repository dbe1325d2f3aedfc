import { readdir, readFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { gzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { hasChromium } from "../support/browser.ts";
import { root } from "../support/mini.ts";

/** Gzipped: what an address loads at first, and everything that may follow. */
const mostBytes = { first: 60_000, all: 80_000 };

describe.skipIf(!hasChromium)("the built page", () => {
  test("is small, has no inline code and names no other host", async () => {
    const folder = join(root, "dist", "ui");
    const entries = await readdir(folder, { recursive: true, withFileTypes: true });
    const paths = entries.filter((entry) => entry.isFile()).map(({ parentPath, name }) => join(parentPath, name));
    const files = await Promise.all(paths.map((path) => readFile(path)));
    const html = await readFile(join(folder, "index.html"), "utf8");
    const gzipped = (some: readonly Uint8Array[]) => some.reduce((sum, bytes) => sum + gzipSync(bytes).length, 0);
    const first = gzipped(files.filter((_, i) => paths[i].endsWith(".html") || html.includes(basename(paths[i]))));
    process.stdout.write(
      `page: ${(first / 1000).toFixed(1)} kB gzipped at first, ${(gzipped(files) / 1000).toFixed(1)} kB in all\n`,
    );
    expect(html.match(/assets\/[\w.-]+/g)?.length).toBeGreaterThan(1);
    expect(first).toBeLessThan(mostBytes.first);
    expect(gzipped(files)).toBeLessThan(mostBytes.all);
    expect(html).not.toMatch(/<script(?![^>]*src=)|<style|\son\w+=|\sstyle=/);
    const hosts = files.flatMap((bytes) => bytes.toString("utf8").match(/https?:\/\/[\w.-]+/g) ?? []);
    // Names of XML namespaces, never fetched.
    expect(hosts.filter((host) => host !== "http://www.w3.org")).toEqual([]);
  });
});
