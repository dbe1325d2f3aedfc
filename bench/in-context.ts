/**
 * Whether retrieved pairs reach a language model in their order and with their own texts: a stand-in for a vision model on loopback, which can
 * see nothing but what it is sent. It compares the pictures with each other, pixel by pixel, and answers with the label that the nearest
 * of its demonstrations bear. Accuracy at 0, 1, 4 and 8 shots, for retrieved pairs, for pairs drawn at random, and for retrieved pairs
 * whose texts were exchanged.
 * Run: `node --import tsx --import ./tests/support/tsx-in-workers.mjs bench/in-context.ts HOME LIBRARY ROWS`, where LIBRARY holds the rows of
 * partition train of ../shared/data/brain_tumor_mri; prints Markdown.
 */
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { join } from "node:path";
import sharp from "sharp";
import { z } from "zod";
import { searchOtherCases } from "../src/app/other-cases.ts";
import { promptPictures } from "../src/app/prompt-pictures.ts";
import { readEncodedScan } from "../src/app/scan-reader.ts";
import { readAnswerPrompts } from "../src/chat/answer-prompt.ts";
import { answerWithModel } from "../src/chat/answer-with-model.ts";
import { noConversation } from "../src/chat/ask-parts.ts";
import { createChatModel } from "../src/chat/backends/chat-model.ts";
import type { ModelUse } from "../src/chat/contract.ts";
import { readQuestionTerms } from "../src/chat/question-terms.ts";
import { seededDraws } from "../src/core/seeded-draws.ts";
import type { SimilarPair } from "../src/retrieval/contract.ts";
import { readShippedPromptSets } from "../src/zeroshot/shipped-prompt-sets.ts";
import { openMini, root } from "../tests/support/mini.ts";
import { librariesOf } from "../tests/support/stored-pairs.ts";

const [home, libraryName, rowCount = "100"] = process.argv.slice(2);
const data = join(root, "../shared/data/brain_tumor_mri");
const shotCounts = [0, 1, 4, 8];
const arms = ["retrieved", "random", "shuffled"] as const;
const most = 8;

const Row = z.object({ file: z.string(), label: z.string(), partition: z.string(), group: z.string() });
const rows = readFileSync(join(data, "manifest.jsonl"), "utf8")
  .trim()
  .split("\n")
  .map((line) => Row.parse(JSON.parse(line)))
  .filter(({ partition }) => partition === "test");
const labels = [...new Set(rows.map(({ label }) => label))];
const wordsOf = (label: string) => label.replaceAll("_", " ");

const Body = z.object({
  messages: z.array(
    z.object({
      content: z.union([
        z.string(),
        z.array(
          z.union([
            z.object({ type: z.literal("text"), text: z.string() }),
            z.object({ type: z.literal("image_url"), image_url: z.object({ url: z.string() }) }),
          ]),
        ),
      ]),
    }),
  ),
});

/** 24 by 24 grey pixels, of mean 0 and length 1. */
async function look(url: string): Promise<Float64Array> {
  const bytes = Buffer.from(url.slice(url.indexOf(",") + 1), "base64");
  const pixels = await sharp(bytes).greyscale().resize(24, 24, { fit: "fill" }).raw().toBuffer();
  const mean = pixels.reduce((sum, value) => sum + value, 0) / pixels.length;
  const centred = Float64Array.from(pixels, (value) => value - mean);
  const length = Math.sqrt(centred.reduce((sum, value) => sum + value * value, 0)) || 1;
  return centred.map((value) => value / length);
}

/** The label of the demonstrations that look most like the last picture, each counting by its likeness. */
async function vote(body: string): Promise<string> {
  const parts = Body.parse(JSON.parse(body)).messages.flatMap(({ content }) =>
    typeof content === "string" ? [{ type: "text" as const, text: content }] : content,
  );
  const pictures = parts.flatMap((part, i) =>
    part.type === "image_url" ? [{ url: part.image_url.url, before: parts[i - 1] }] : [],
  );
  const scan = pictures.at(-1);
  if (!scan) return "No picture.";
  const seen = await look(scan.url);
  const votes = new Map<string, number>();
  for (const { url, before } of pictures.slice(0, -1)) {
    const text = before?.type === "text" ? before.text.toLowerCase() : "";
    const label = labels.find((each) => text.includes(wordsOf(each).toLowerCase()));
    const likeness = (await look(url)).reduce((sum, value, i) => sum + value * seen[i], 0);
    if (label !== undefined) votes.set(label, (votes.get(label) ?? 0) + Math.exp(8 * likeness));
  }
  const [best] = [...votes].sort((a, b) => b[1] - a[1]);
  return best ? `It looks like ${wordsOf(best[0])}.` : "The evidence does not answer this.";
}

const server = createServer((request, response) => {
  let body = "";
  request.setEncoding("utf8").on("data", (chunk: string) => {
    body += chunk;
  });
  request.on("end", async () => {
    const said = await vote(body);
    const chunk = (delta: object, finish: string | null) =>
      `data: ${JSON.stringify({ id: "c", object: "chat.completion.chunk", created: 1, model: "knn", choices: [{ index: 0, delta, finish_reason: finish }] })}\n\n`;
    response.writeHead(200, { "content-type": "text/event-stream" });
    response.end(`${chunk({ content: said }, null)}${chunk({}, "stop")}data: [DONE]\n\n`);
  });
});
await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
const address = server.address();
if (address === null || typeof address === "string") throw new Error("The server has no port.");

await using mini = await openMini();
await using library = await librariesOf(home).open(libraryName, mini.id);
const terms = await readQuestionTerms(join(root, "prompts", "chat", "question-terms.json"));
const promptSets = await readShippedPromptSets(join(root, "prompts", "zero-shot"));
const prompts = await readAnswerPrompts(join(root, "prompts", "chat"));
const model = createChatModel({
  name: "knn",
  provider: "openai",
  model: "knn",
  baseUrl: `http://127.0.0.1:${address.port}/v1`,
  vision: true,
  contextTokens: 100_000,
});
const total = await library.pairs.count();
const draw = seededDraws(7);

async function randomPairs(): Promise<readonly SimilarPair[]> {
  const found: SimilarPair[] = [];
  while (found.length < most) {
    const [pair] = (await library.pairs.page({ offset: draw(total), limit: 1 })).pairs;
    if (pair && !found.some((each) => each.pair.id === pair.id))
      found.push({ pair, cosine: 0, score: 0, why: "drawn at random" });
  }
  return found;
}

/** The pairs with each other's texts, none with its own where texts differ. */
function exchanged(found: readonly SimilarPair[], others: readonly SimilarPair[]): readonly SimilarPair[] {
  return found.map((each, i) => ({ ...each, pair: { ...each.pair, text: others[i % others.length].pair.text } }));
}

const step = Math.max(1, Math.floor(rows.length / Number(rowCount)));
const chosen = rows.filter((_, i) => i % step === 0).slice(0, Number(rowCount));
const right = new Map<string, { readonly group: string; readonly right: number }[]>();
let shownWrong = 0;
for (const { file, label, group } of chosen) {
  const scan = await readEncodedScan(join(data, file), undefined, { encoder: mini, rules: mini.rules });
  const retrieved = await searchOtherCases(scan, most, library, mini.rules);
  const random = await randomPairs();
  const found = { retrieved: retrieved.found, random, shuffled: exchanged(retrieved.found, await randomPairs()) };
  for (const arm of arms) {
    for (const shots of shotCounts) {
      const uses: ModelUse[] = [];
      const written = answerWithModel(
        "What type of tumour is it?",
        scan,
        {
          encoder: mini,
          rules: mini.rules,
          terms,
          promptSets,
          findSimilar: async () => ({ found: found[arm], reason: null, ownCaseLeftOut: false }),
          model,
          prompts,
          fence: "evidence-000000000000000000000000",
          pictures: (ids) => promptPictures(scan, library, ids),
          shots,
          used: (told) => uses.push(told),
        },
        noConversation,
        new AbortController().signal,
      );
      let answer = "";
      for (;;) {
        const next = await written.next();
        if (next.done) {
          answer = next.value.answer;
          break;
        }
      }
      if (uses.at(-1)?.shots !== shots) shownWrong++;
      const key = `${arm} ${shots}`;
      const isRight = answer.toLowerCase().includes(wordsOf(label).toLowerCase()) ? 1 : 0;
      right.set(key, [...(right.get(key) ?? []), { group, right: isRight }]);
    }
  }
}
server.close();
server.closeAllConnections();

/** 95 % interval over groups of near-duplicates. */
function withInterval(all: readonly { readonly group: string; readonly right: number }[]): string {
  const byGroup = new Map<string, (typeof all)[number][]>();
  for (const each of all) byGroup.set(each.group, [...(byGroup.get(each.group) ?? []), each]);
  const groups = [...byGroup.values()];
  const redraw = seededDraws(1);
  const means = Array.from({ length: 1_000 }, () => {
    const drawn = groups.flatMap(() => groups[redraw(groups.length)]);
    return drawn.reduce((sum, each) => sum + each.right, 0) / drawn.length;
  }).sort((a, b) => a - b);
  const mean = all.reduce((sum, each) => sum + each.right, 0) / all.length;
  return `${mean.toFixed(2)} [${means[25].toFixed(2)}, ${means[974].toFixed(2)}]`;
}

const table = [
  `| pairs | ${shotCounts.map((shots) => `${shots} shots`).join(" | ")} |`,
  `| --- |${" --- |".repeat(shotCounts.length)}`,
  ...arms.map(
    (arm) => `| ${arm} | ${shotCounts.map((shots) => withInterval(right.get(`${arm} ${shots}`) ?? [])).join(" | ")} |`,
  ),
  "",
  `n = ${chosen.length} images of partition test; prompts with another number of pictures than asked for: ${shownWrong}.`,
];
process.stdout.write(`${table.join("\n")}\n`);
