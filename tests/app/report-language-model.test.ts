import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createChatModel } from "../../src/chat/backends/chat-model.ts";
import { ReportModelError } from "../../src/report/errors.ts";
import { ReportJson } from "../contracts/report-schema.ts";
import { brainSlice, makeCases, openReports } from "../report/report-desk.ts";
import {
  type FakeLlmServer,
  fakeLlm,
  type LlmBehaviour,
  type LlmShape,
  llmShapes,
} from "../support/fake-llm-servers.ts";
import { openMini } from "../support/mini.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

const canary = "Kanarienvogel";
const key = "sk-geheim-123";

let mini: Awaited<ReturnType<typeof openMini>>;
let home: string;
beforeAll(async () => {
  mini = await openMini();
});
afterAll(() => mini[Symbol.asyncDispose]());

const request = { scan: { kind: "file" as const, path: brainSlice }, llm: "mine" };
const modelOf = (shape: LlmShape, server: Pick<FakeLlmServer, "baseUrl">, timeoutMs = 400) =>
  createChatModel({ name: "mine", provider: shape, model: "m", baseUrl: server.baseUrl, apiKey: () => key, timeoutMs });

async function desk(shape: LlmShape, server: Pick<FakeLlmServer, "baseUrl">, timeoutMs?: number) {
  home = await temporaryFolder();
  await makeCases(home, mini, [{ from: brainSlice, patient: "A1", caption: "The ventricles are symmetric." }]);
  return openReports(home, { mini, model: modelOf(shape, server, timeoutMs) });
}

const pieces = ["This image looks like an MRI. [1]\n", "It has "];

describe.each(llmShapes)("a failing %s server while a report is worded", (shape) => {
  test.each<readonly [string, LlmBehaviour, string]>([
    ["429", { kind: "status", status: 429, body: canary }, "LLM_RATE_LIMITED"],
    ["500", { kind: "status", status: 500, body: canary }, "LLM_FAILED"],
    ["silence", { kind: "silence" }, "LLM_TIMEOUT"],
    ["HTML with 200", { kind: "html" }, "LLM_BAD_REPLY"],
    ["silence in mid-stream", { kind: "hang", pieces }, "LLM_TIMEOUT"],
    ["bad JSON", { kind: "bad json", pieces }, "LLM_BAD_REPLY"],
    ["a cut in mid-stream", { kind: "cut", pieces }, "LLM_CUT_OFF"],
    ["no end mark", { kind: "no end mark", pieces }, "LLM_CUT_OFF"],
    ["an error in the stream", { kind: "in-stream error", pieces, message: canary }, "LLM_FAILED"],
  ])("%s: one typed error, and the evidence writer's draft is kept whole", async (name, behaviour, code) => {
    const server = await fakeLlm(shape, behaviour);
    const reports = await desk(shape, server);
    const error: unknown = await reports.draft(request).then(
      () => null,
      (thrown: unknown) => thrown,
    );
    expect(error).toMatchObject({ code, kind: "failure" });
    if (!(error instanceof ReportModelError)) throw new Error("untyped");
    for (const secret of [canary, key, String(server.port)])
      expect(`${error.message}${error.remedy}${error.stack}`).not.toContain(secret);
    const kept = await reports.get(error.reportId);
    ReportJson.parse(kept);
    const { llm: _llm, ...plain } = request;
    const byEvidence = await openReports(home, { mini }).draft(plain);
    expect(kept.sections).toEqual(byEvidence.sections); // nothing that the model had said
    expect(kept.provenance.backend).toBe("evidence-writer");
    expect(server.requests).toHaveLength(/^(?:429|500)$/.test(name) ? 3 : 1); // only what may pass is tried again
  });

  test("nobody listening, and a host without an address, are the same", async () => {
    const server = await fakeLlm(shape, { kind: "silence" });
    await server.close();
    for (const baseUrl of [server.baseUrl, "http://no-such-host.invalid/v1"]) {
      const reports = await desk(shape, { baseUrl }, 5_000);
      await expect(reports.draft(request)).rejects.toMatchObject({
        code: "LLM_UNREACHABLE",
        reportId: expect.any(String),
      });
      expect(await reports.list()).toMatchObject([{ version: 1, draft: true }]);
    }
  });

  test("who goes away stops the model within a second, and nothing is kept", async () => {
    const server = await fakeLlm(shape, { kind: "hang", pieces });
    const reports = await desk(shape, server, 20_000);
    const control = new AbortController();
    const work = expect(reports.draft(request, control.signal)).rejects.toMatchObject({ name: "AbortError" });
    await server.until("requests", 1);
    const at = performance.now();
    control.abort();
    expect((await server.closedByClient) - at).toBeLessThan(1_000);
    await work;
    expect(await readdir(join(home, "reports")).catch(() => [])).toEqual([]);
  });
});

test("a model that fails at its second section leaves no draft of two writers", async () => {
  const good: LlmBehaviour = { kind: "answer", pieces: ["This image looks like an MRI. [2]\n"] };
  const server = await fakeLlm("openai", good);
  const reports = await desk("openai", server);
  const work = reports.draft(request).then(
    () => null,
    (thrown: unknown) => thrown,
  );
  await server.until("requests", 1);
  server.behaviour = { kind: "status", status: 500, body: canary };
  const error = await work;
  if (!(error instanceof ReportModelError)) throw new Error("untyped");
  const { llm: _llm, ...plain } = request;
  expect((await reports.get(error.reportId)).sections).toEqual(
    (await openReports(home, { mini }).draft(plain)).sections,
  );
  expect(server.requests.length).toBeGreaterThan(1);
});
