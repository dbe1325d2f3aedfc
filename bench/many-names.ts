/**
 * `caselens classify` with many names in many templates, whole processes: the first time, when every text is embedded, and again, when the prototypes are
 * kept. `node --import tsx bench/many-names.ts [names, 1000] [templates, 80]` after a build. Peer: the same command with four names in one template.
 */
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { z } from "zod";
import { root } from "../tests/support/mini.ts";

const [names = 1000, templates = 80] = process.argv.slice(2).map(Number);
const Lexicon = z.object({ terms: z.array(z.object({ term: z.string() })) });
const { terms } = Lexicon.parse(JSON.parse(readFileSync(join(root, "models", "mini", "name-kinds.json"), "utf8")));
const words = [...new Set(terms.map(({ term }) => term))].slice(0, names);
if (words.length < names) throw new RangeError(`The lexicon has ${words.length} terms.`);

const home = mkdtempSync(join(tmpdir(), "caselens-names-"));
const promptFile = (name: string, classes: readonly string[], count: number) => {
  const path = join(home, name);
  const set = {
    id: name,
    templates: Array.from({ length: count }, (_, i) => `view ${i + 1} of an image of {}`),
    classes: Object.fromEntries(classes.map((each) => [each, [each]])),
  };
  writeFileSync(path, JSON.stringify(set));
  return path;
};
const seconds = (prompts: string): number => {
  const start = performance.now();
  const args = ["dist/cli/main.js", "classify", join(root, "samples", "images", "retina.jpg"), "--prompts", prompts];
  try {
    execFileSync(process.execPath, [...args, "--home", home, "--json"], {
      cwd: root,
      maxBuffer: 2 ** 28,
      stdio: "pipe",
    });
  } catch (error) {
    const code = z.object({ status: z.number() }).parse(error).status;
    if (code !== 4) throw error; // names of many kinds of image: an abstention is an answer
  }
  return (performance.now() - start) / 1000;
};
const median = (values: readonly number[]) => [...values].sort((a, b) => a - b)[values.length >> 1];

const few = promptFile("few", words.slice(0, 4), 1);
const many = promptFile("many", words, templates);
seconds(few);
const peer = median([seconds(few), seconds(few), seconds(few)]);
const first = seconds(many);
const again = median([seconds(many), seconds(many), seconds(many)]);
const round = (value: number) => Math.round(100 * value) / 100;
process.stdout.write(
  `${JSON.stringify({
    names: words.length,
    templates,
    fewNamesSeconds: round(peer),
    firstSeconds: round(first),
    againSeconds: round(again),
    againOverFew: round(again / peer),
    promptFileBytes: statSync(many).size,
  })}\n`,
);
rmSync(home, { recursive: true });
