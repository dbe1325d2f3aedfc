import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { Answer, Explanation, Report, Session, SessionList } from "../../src/server/schemas/answer-replies.ts";
import { Job, LibraryDetails } from "../../src/server/schemas/library-replies.ts";
import { ScanList } from "../../src/server/schemas/scan-replies.ts";
import { allEvents, readEvents, startHttpServer } from "../support/http-server.ts";
import { root } from "../support/mini.ts";
import { makePictureSource } from "../support/picture-source.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

test("scans, conversations and drafts are there after a restart, and a conversation goes on", async () => {
  const home = await temporaryFolder();
  const scanned = new Uint8Array(await readFile(join(root, "samples/images/BrainT1Slice.png")));
  const body = { question: "What kind of image is this?" };
  let [scan, session, answer, report] = ["", "", "", ""];
  {
    await using before = await startHttpServer({ home });
    scan = await before.upload(scanned);
    const events = await allEvents(await before.send("POST", "/v1/ask", { scan, ...body }));
    ({ id: answer, session } = Answer.parse(events.at(-1)?.data));
    report = (await before.post("/v1/reports", { scan }, Report, 201)).id;
  }
  await using after = await startHttpServer({ home });
  expect((await after.get("/v1/scans", ScanList)).scans.map(({ id }) => id)).toEqual([scan]);
  expect((await after.get("/v1/sessions", SessionList)).sessions.map(({ id }) => id)).toEqual([session]);
  expect(await after.get(`/v1/reports/${report}`, Report)).toMatchObject({ id: report, draft: true });
  expect(await after.get(`/v1/explain/${answer}?replay`, Explanation)).toMatchObject({ replay: { same: true } });
  const events = await allEvents(await after.send("POST", "/v1/ask", { scan, session, question: "No, this is a CT." }));
  expect(events.at(-1)).toMatchObject({ event: "done", data: { session } });
  expect((await after.get(`/v1/sessions/${session}`, Session)).turns).toHaveLength(2);
});

test("an ingest that was cut short is interrupted, keeps what it took in, and goes on when it is tried again", async () => {
  const home = await temporaryFolder();
  const { folder } = await makePictureSource(join(home, "source"), { pictures: 250 });
  let path = "";
  {
    await using before = await startHttpServer({ home });
    const started = await before.send("POST", "/v1/libraries/many/ingest", { sources: [folder] });
    path = started.headers.get("location") ?? "";
    for await (const { data } of readEvents(await before.send("GET", `${path}/events`)))
      if ((Job.parse(data).progress?.done ?? 0) > 0) break;
  }
  await using after = await startHttpServer({ home });
  expect(await after.get(path, Job)).toMatchObject({ state: "interrupted", result: null });
  await after.post(`${path}/retry`, undefined, Job, 202);
  const events = await allEvents(await after.send("GET", `${path}/events`));
  expect(events.at(-1)).toMatchObject({ data: { state: "done", result: { total: 250, failed: [] } } });
  expect((await after.get("/v1/libraries/many", LibraryDetails)).pairs).toBe(250);
});
