import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import { root } from "../support/mini.ts";

const Lock = z.object({
  packages: z.record(
    z.string(),
    z.looseObject({
      version: z.string().optional(),
      resolved: z.string().optional(),
      integrity: z.string().optional(),
      hasInstallScript: z.boolean().optional(),
      inBundle: z.boolean().optional(),
    }),
  ),
});
const { packages } = Lock.parse(JSON.parse(readFileSync(join(root, "package-lock.json"), "utf8")));
const names = Object.keys(packages);

/** Packages that hold one native library each, by platform: Linux x64 and arm64, macOS arm64, Windows x64. */
const nativePackages = {
  sharp: ["@img/sharp-linux-x64", "@img/sharp-linux-arm64", "@img/sharp-darwin-arm64", "@img/sharp-win32-x64"],
  libvips: ["@img/sharp-libvips-linux-x64", "@img/sharp-libvips-linux-arm64", "@img/sharp-libvips-darwin-arm64"],
  lancedb: [
    "@lancedb/lancedb-linux-x64-gnu",
    "@lancedb/lancedb-linux-arm64-gnu",
    "@lancedb/lancedb-darwin-arm64",
    "@lancedb/lancedb-win32-x64-msvc",
  ],
};

/** Packages that hold the libraries of all platforms: where, below the package. */
const nativeFolders = {
  "fs-native-extensions": [
    "prebuilds/linux-x64",
    "prebuilds/linux-arm64",
    "prebuilds/darwin-arm64",
    "prebuilds/win32-x64",
  ],
  "onnxruntime-node": [
    "bin/napi-v6/linux/x64",
    "bin/napi-v6/linux/arm64",
    "bin/napi-v6/darwin/arm64",
    "bin/napi-v6/win32/x64",
  ],
};

describe("package-lock.json", () => {
  test.each(Object.entries(nativePackages))("names the packages of %s for every platform", (_, wanted) => {
    expect(wanted.filter((name) => !names.includes(`node_modules/${name}`))).toEqual([]);
  });

  test.each(Object.entries(nativeFolders))("%s brings a library for every platform", (name, folders) => {
    const missing = folders.filter((folder) => {
      const path = join(root, "node_modules", name, folder);
      return !existsSync(path) || readdirSync(path).length === 0;
    });
    expect(missing).toEqual([]);
  });

  test("names no registry and gives a checksum for every package", () => {
    expect(names.filter((name) => packages[name].resolved !== undefined)).toEqual([]);
    expect(
      names.filter((name) => name !== "" && !packages[name].inBundle && packages[name].integrity === undefined),
    ).toEqual([]);
  });

  test("no package that runs is left to an install script that downloads", () => {
    const scripted = names.filter((name) => packages[name].hasInstallScript === true);
    // esbuild and fsevents check or unpack what their own packages hold; onnxruntime's script is skipped by .npmrc
    expect(scripted.filter((name) => !/node_modules\/(esbuild|fsevents|onnxruntime-node)$/.test(name))).toEqual([]);
    expect(readFileSync(join(root, ".npmrc"), "utf8")).toContain("onnxruntime-node-install=skip");
  });
});
