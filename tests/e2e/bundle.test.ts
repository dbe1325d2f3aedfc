import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { hasChromium } from "../support/browser.ts";
import { root } from "../support/mini.ts";

const mostBytes = 60_000;

describe.skipIf(!hasChromium)("the built page", () => {
  test("is small, has no inline code and names no other host", async () => {
    const folder = join(root, "dist", "ui");
    const entries = await readdir(folder, { recursive: true, withFileTypes: true });
    const paths = entries.filter((entry) => entry.isFile()).map(({ parentPath, name }) => join(parentPath, name));
    const files = await Promise.all(paths.map((path) => readFile(path)));
    const gzipped = files.reduce((sum, bytes) => sum + gzipSync(bytes).length, 0);
    process.stdout.write(`page: ${(gzipped / 1000).toFixed(1)} kB gzipped in ${files.length} files\n`);
    expect(gzipped).toBeLessThan(mostBytes);
    const html = await readFile(join(folder, "index.html"), "utf8");
    expect(html).not.toMatch(/<script(?![^>]*src=)|<style|\son\w+=|\sstyle=/);
    const hosts = files.flatMap((bytes) => bytes.toString("utf8").match(/https?:\/\/[\w.-]+/g) ?? []);
    // Names of XML namespaces, never fetched.
    expect(hosts.filter((host) => host !== "http://www.w3.org")).toEqual([]);
  });
});
