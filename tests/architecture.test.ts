import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, normalize, relative } from "node:path";
import { parseSync } from "oxc-parser";
import { describe, expect, test } from "vitest";
import { root } from "./support/mini.ts";

/** Areas from the outside in; each may import those after it. Areas of one line meet only in each other's contract.ts. */
const layers: readonly (readonly string[])[] = [
  ["cli"],
  ["server"],
  ["app"],
  ["evaluation"],
  ["report"],
  ["chat"],
  ["zeroshot", "retrieval"],
  ["encoders"],
  ["inference", "imaging"],
  ["config"],
  ["core"],
];

/** One vendor library lives behind one folder. */
const vendors: Readonly<Record<string, string>> = {
  "onnxruntime-node": "src/inference/",
  "@lancedb/lancedb": "src/retrieval/",
  "apache-arrow": "src/retrieval/",
  "fs-native-extensions": "src/core/",
  "csv-parse": "src/retrieval/",
  "@huggingface/tokenizers": "src/encoders/",
  "@bufbuild/protobuf": "src/encoders/",
  yauzl: "src/encoders/checkpoints/",
  entities: "src/encoders/tokenizers/",
  sharp: "src/imaging/",
  "file-type": "src/imaging/",
  "pure-rand": "src/core/",
  "@langchain/core": "src/chat/backends/",
  "@langchain/ollama": "src/chat/backends/",
  "@langchain/openai": "src/chat/backends/",
  "@langchain/anthropic": "src/chat/backends/",
  docx: "src/report/export/",
  pdfkit: "src/report/export/",
  hono: "src/server/",
  "@hono/node-server": "src/server/",
  "hono-openapi": "src/server/",
  commander: "src/cli/",
  chokidar: "src/app/",
};

interface Import {
  readonly from: string;
  readonly to: string;
  readonly typeOnly: boolean;
}

const files = readdirSync(join(root, "src"), { recursive: true, encoding: "utf8" })
  .filter((name) => name.endsWith(".ts") && !name.endsWith(".d.ts"))
  .map((name) => `src/${name.replaceAll("\\", "/")}`);

function importsOf(file: string): Import[] {
  const text = readFileSync(join(root, file), "utf8");
  const { module } = parseSync(file, text);
  const fixed = module.staticImports.map(({ moduleRequest, entries }) => ({
    to: moduleRequest.value,
    typeOnly: entries.length > 0 && entries.every(({ isType }) => isType),
  }));
  const again = module.staticExports.flatMap(({ entries }) =>
    entries.flatMap(({ moduleRequest, isType }) =>
      moduleRequest ? [{ to: moduleRequest.value, typeOnly: isType }] : [],
    ),
  );
  const later = module.dynamicImports.map(({ moduleRequest: { start, end } }) => ({
    to: text.slice(start + 1, end - 1), // without its quotes
    typeOnly: false,
  }));
  return [...fixed, ...again, ...later].map(({ to, typeOnly }) => ({
    from: file,
    to: to.startsWith(".") ? relative(root, normalize(join(root, dirname(file), to))).replaceAll("\\", "/") : to,
    typeOnly,
  }));
}

const imports = files.flatMap(importsOf);
const areaOf = (file: string) => (file === "src/app.ts" || file === "src/index.ts" ? "app" : file.split("/")[1]);
const depthOf = (area: string) => layers.findIndex((layer) => layer.includes(area));

describe("architecture", () => {
  test("every file of src stands in a known area", () => {
    expect(files.filter((file) => depthOf(areaOf(file)) < 0)).toEqual([]);
  });

  test("imports go inward, and sideways only to a contract", () => {
    const wrong = imports.filter(({ from, to }) => {
      if (!to.startsWith("src/")) return false;
      const [own, other] = [areaOf(from), areaOf(to)];
      if (own === other) return false;
      if (depthOf(other) > depthOf(own)) return false;
      return !(depthOf(other) === depthOf(own) && to === `src/${other}/contract.ts`);
    });
    expect(wrong).toEqual([]);
  });

  test("core imports nothing of ours", () => {
    expect(
      imports.filter(
        ({ from, to }) => from.startsWith("src/core/") && to.startsWith("src/") && !to.startsWith("src/core/"),
      ),
    ).toEqual([]);
  });

  test("no two files import each other, at any distance", () => {
    const next = new Map(
      files.map((file) => [
        file,
        imports.filter(({ from, to }) => from === file && files.includes(to)).map(({ to }) => to),
      ]),
    );
    const cycles = files.filter((start) => {
      const seen = new Set<string>();
      const waiting = [...(next.get(start) ?? [])];
      for (let file = waiting.pop(); file !== undefined; file = waiting.pop()) {
        if (file === start) return true;
        if (seen.has(file)) continue;
        seen.add(file);
        waiting.push(...(next.get(file) ?? []));
      }
      return false;
    });
    expect(cycles).toEqual([]);
  });

  test.each(Object.entries(vendors))("%s is imported in %s alone", (vendor, home) => {
    const wrong = imports.filter(
      ({ from, to }) => (to === vendor || to.startsWith(`${vendor}/`)) && !from.startsWith(home),
    );
    expect(wrong).toEqual([]);
  });

  test("only src/config reads the environment, but for the one variable that LanceDB must find", () => {
    const readers = files.filter((file) => readFileSync(join(root, file), "utf8").includes("process.env"));
    expect(readers.filter((file) => !file.startsWith("src/config/"))).toEqual(["src/retrieval/lancedb.ts"]);
  });

  test("only entry points print or exit", () => {
    const printers = files.filter((file) =>
      /\bconsole\.|process\.(exit|stdout|stderr)\b/.test(readFileSync(join(root, file), "utf8")),
    );
    expect(printers.filter((file) => !file.startsWith("src/cli/"))).toEqual([]);
  });

  test("nothing is exported by default", () => {
    const wrong = files.filter((file) => /^export default /m.test(readFileSync(join(root, file), "utf8")));
    expect(wrong).toEqual([]);
  });
});
