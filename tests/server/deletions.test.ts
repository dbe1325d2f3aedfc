import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { Answer, Report, SessionList } from "../../src/server/schemas/answer-replies.ts";
import { Job } from "../../src/server/schemas/library-replies.ts";
import { Deleted, ErrorDocument } from "../../src/server/schemas/scan-replies.ts";
import { type FakeLlmServer, startFakeLlm } from "../support/fake-llm-servers.ts";
import {
  allEvents,
  type HttpServer,
  readError,
  readEvents,
  readReply,
  startHttpServer,
} from "../support/http-server.ts";
import { root } from "../support/mini.ts";
import { makePictureSource, pictureFile } from "../support/picture-source.ts";

let llm: FakeLlmServer;
let server: HttpServer;
let scan: string;

beforeAll(async () => {
  llm = await startFakeLlm("openai", { kind: "silence" });
  server = await startHttpServer({
    config: {
      languageModels: { mine: { provider: "openai", model: "m", baseUrl: llm.baseUrl, timeoutSeconds: 1 } },
    },
  });
});
afterAll(async () => {
  expect(server.unexpected).toEqual([]);
  await server[Symbol.asyncDispose]();
  await llm.close();
});
beforeEach(async () => {
  scan = await server.upload(new Uint8Array(await readFile(join(root, "samples/images/retina.jpg"))));
});

const question = "What kind of image is this?";
const ask = (body: object) => server.send("POST", "/v1/ask", { scan, question, ...body });
const answer = async (body: object = {}) => Answer.parse((await allEvents(await ask(body))).at(-1)?.data);
const inHome = (name: string) => readdir(join(server.home, name)).catch(() => []);
const deleted = async (path: string) => await readReply(await server.send("DELETE", path), Deleted, 200);
const pieces = ["This image looks like", " a fundus photograph [1]."];

/** Asks a language model, does something at its first word, lets it end, and gives the code of the error that the stream ends with. */
async function endOf(body: object, atFirstWord: () => Promise<unknown>, ends: "whole" | "silent"): Promise<string> {
  let end = () => {};
  const once = new Promise<void>((resolve) => {
    end = resolve;
  });
  llm.behaviour = ends === "whole" ? { kind: "answer", pieces, once } : { kind: "hang", pieces };
  let code = "";
  let words = 0;
  for await (const { event, data } of readEvents(await ask({ llm: "mine", ...body }))) {
    if (event === "token" && words++ === 0) {
      await atFirstWord();
      end();
    }
    expect(event).not.toBe("done");
    if (event === "error") code = ErrorDocument.parse(data).error.code;
  }
  return code;
}

describe.each(["whole", "silent"] as const)(
  "what is deleted while a language model answers, which then is %s",
  (ends) => {
    test("a session: it stays deleted, and none of its answers is left", async () => {
      const { id, session } = await answer();
      const code = await endOf({ session }, () => deleted(`/v1/sessions/${session}`), ends);
      expect(code).toBe("SESSION_DELETED");
      expect([await inHome("sessions"), await inHome("answers")]).toEqual([[], []]);
      for (const path of [`/v1/sessions/${session}`, `/v1/explain/${id}`])
        expect((await server.send("GET", path)).status).toBe(404);
    });

    test("a scan, with a session of its own or a new one: nothing of it is left", async () => {
      const { session } = await answer();
      expect(await endOf({ session }, () => deleted(`/v1/scans/${scan}`), ends)).toBe("SESSION_DELETED");
      await server.upload(new Uint8Array(await readFile(join(root, "samples/images/retina.jpg"))));
      expect(await endOf({}, () => deleted(`/v1/scans/${scan}`), ends)).toBe("SCAN_NOT_FOUND");
      for (const folder of ["scans", "sessions", "answers"]) expect(await inHome(folder)).toEqual([]);
    });
  },
);

describe("a scan that is deleted", () => {
  test("takes its conversations and their answers with it, and leaves other scans' and the reports", async () => {
    const other = await server.upload(new Uint8Array(await readFile(join(root, "samples/images/cell.png"))));
    const kept = await answer({ scan: other });
    const gone = [await answer(), await answer()];
    const { id: report } = await server.post("/v1/reports", { scan }, Report, 201);
    await deleted(`/v1/scans/${scan}`);
    for (const { id, session } of gone)
      for (const path of [`/v1/explain/${id}`, `/v1/sessions/${session}`])
        expect((await server.send("GET", path)).status).toBe(404);
    const { sessions } = await server.get("/v1/sessions", SessionList);
    expect(sessions.map(({ id }) => id)).toEqual([kept.session]);
    expect(await inHome("answers")).toEqual([`${kept.id}.json`]);
    expect((await server.send("GET", `/v1/reports/${report}.pdf`)).status).toBe(200);
    await deleted(`/v1/scans/${other}`);
  });

  test("by several at once is deleted by one of them; the others do not find it", async () => {
    for (let seed = 100; seed < 110; seed++) {
      const id = await server.upload(new Uint8Array(await pictureFile(seed, 40)));
      const replies = await Promise.all([1, 2, 3].map(() => server.send("DELETE", `/v1/scans/${id}`)));
      const [won, ...lost] = replies.sort((a, b) => a.status - b.status);
      expect(won.status).toBe(200);
      for (const reply of lost) expect(await readError(reply)).toEqual({ status: 404, code: "SCAN_NOT_FOUND" });
    }
  });
});

test("a library that is deleted while it is searched, asked and drafted from is found or not found, and never damaged", async () => {
  const { folder } = await makePictureSource(join(server.home, "source"), { pictures: 20 });
  for (let round = 0; round < 3; round++) {
    const job = await server.post("/v1/libraries/passing/ingest", { sources: [folder] }, Job, 202);
    await allEvents(await server.send("GET", `/v1/jobs/${job.id}/events`));
    const library = "passing";
    const uses = Array.from({ length: 6 }, (_, i) => [
      server.send("POST", "/v1/search", { text: `picture ${i}`, library }),
      ask({ library, question: `Is there a fracture of kind ${i}?` }),
      server.send("POST", "/v1/reports", { scan, library }),
      server.send("GET", `/v1/libraries/${library}/pairs?limit=5`),
      server.send("GET", `/v1/libraries/${library}`),
      server.send("GET", "/v1/libraries"),
    ]).flat();
    await Promise.race(uses); // the others are under way
    expect((await server.send("DELETE", `/v1/libraries/${library}`, { confirm: library })).status).toBe(200);
    for (const reply of await Promise.all(uses)) {
      if (reply.headers.get("content-type") === "text/event-stream") {
        const { event, data } = (await allEvents(reply)).at(-1) ?? {};
        if (event === "error") expect(data).toMatchObject({ error: { code: "LIBRARY_UNKNOWN" } });
      } else if (reply.ok) await reply.arrayBuffer();
      else expect(await readError(reply)).toEqual({ status: 404, code: "LIBRARY_UNKNOWN" });
    }
  }
});
