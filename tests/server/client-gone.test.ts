import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { ReportList } from "../../src/server/schemas/answer-replies.ts";
import { fakeLlm } from "../support/fake-llm-servers.ts";
import { startHttpServer } from "../support/http-server.ts";
import { root } from "../support/mini.ts";

/** Twenty clients at a time that go while a language model answers: the model's connection ends with each. Minutes for `GONE_CLIENTS=100`. */
const clients = Number(process.env.GONE_CLIENTS ?? 20);

test.each([
  ["/v1/ask", { question: "What kind of image is this?" }],
  ["/v1/reports", {}],
])(
  "every client of %s that goes away closes the language model's connection within a second",
  async (path, body) => {
    const llm = await fakeLlm("openai", { kind: "hang", pieces: ["This image looks like"] });
    await using server = await startHttpServer({
      config: {
        languageModels: { slow: { provider: "openai", model: "m", baseUrl: llm.baseUrl, timeoutSeconds: 600 } },
      },
    });
    const scan = await server.upload(new Uint8Array(await readFile(join(root, "samples/images/retina.jpg"))));
    const delaysMs: number[] = [];
    for (let gone = 0; gone < clients; gone += 20) {
      const stops = Array.from({ length: 20 }, () => new AbortController());
      const ends = stops.map(async ({ signal }) => {
        const reply = await server.send("POST", path, undefined, {
          headers: { "content-type": "application/json" },
          body: JSON.stringify({ scan, llm: "slow", ...body }),
          signal,
        });
        await reply.text();
      });
      const settled = Promise.allSettled(ends);
      await llm.until("requests", gone + 20);
      const at = performance.now();
      for (const stop of stops) stop.abort();
      await llm.until("closings", gone + 20);
      delaysMs.push(...llm.closings.slice(gone).map((closing) => closing - at));
      expect((await settled).map(({ status }) => status)).toEqual(Array(20).fill("rejected"));
    }
    expect(delaysMs).toHaveLength(clients);
    expect(Math.max(...delaysMs)).toBeLessThan(1_000);
    expect(server.unexpected).toEqual([]);
    expect((await server.get("/v1/reports", ReportList)).reports).toEqual([]);
  },
  300_000,
);
