import { readFile } from "node:fs/promises";
import { connect } from "node:net";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import sharp from "sharp";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  Answer,
  ComparedReportVersion,
  Explanation,
  Report,
  ReportList,
  ReportVersionList,
  Session,
  SessionList,
  TemplateList,
} from "../../src/server/schemas/answer-replies.ts";
import {
  EncoderList,
  Health,
  LanguageModelList,
  PromptSetList,
  SampleList,
  Status,
} from "../../src/server/schemas/installation-replies.ts";
import {
  Job,
  JobList,
  LibraryDeleted,
  LibraryDetails,
  LibraryList,
  Pair,
  PairPage,
  SavedPair,
} from "../../src/server/schemas/library-replies.ts";
import {
  AddedScan,
  AddedScans,
  Classification,
  Deleted,
  Inspection,
  Scan,
  ScanList,
  Similar,
  TriedNames,
} from "../../src/server/schemas/scan-replies.ts";
import { allEvents, type HttpServer, readError, readReply, startHttpServer } from "../support/http-server.ts";
import { root } from "../support/mini.ts";
import { makePictureSource, pictureFile } from "../support/picture-source.ts";

let server: HttpServer;
let retina: string;

beforeAll(async () => {
  server = await startHttpServer();
  retina = await server.upload(new Uint8Array(await readFile(join(root, "samples/images/retina.jpg"))));
});
afterAll(async () => {
  expect(server.unexpected).toEqual([]);
  await server[Symbol.asyncDispose]();
});

async function ask(body: object) {
  const events = await allEvents(await server.send("POST", "/v1/ask", { scan: retina, ...body }));
  const done = Answer.parse(events.at(-1)?.data);
  expect(done).toEqual(events.at(-1)?.data);
  return { events, done };
}

describe("health", () => {
  test("the process runs, and a real search works", async () => {
    expect(await server.get("/healthz", Health)).toEqual({ status: "ok" });
    expect(await server.get("/readyz", Health)).toEqual({ status: "ready" });
  });
});

describe("scans", () => {
  test("are listed, described, shown, and deleted", async () => {
    const bytes = new Uint8Array(await pictureFile(1, 90));
    const id = await server.upload(bytes);
    const scan = await server.get(`/v1/scans/${id}`, Scan);
    expect(await server.get(`/v1/scans/${id}/inspect`, Inspection)).toMatchObject({ sha256: scan.sha256 });
    expect(await server.get(`/v1/scans/${retina}/inspect`, Inspection)).toMatchObject({
      kind: { kind: "fundus" },
      promptSets: expect.arrayContaining(["diabetic-retinopathy"]),
    });
    expect((await server.get("/v1/scans", ScanList)).scans).toContainEqual(scan);
    const [{ id: view }] = scan.views;
    const whole = await server.send("GET", `/v1/scans/${id}/views/${view}.png`);
    expect(whole.headers.get("content-type")).toBe("image/png");
    expect(await sharp(await whole.arrayBuffer()).metadata()).toMatchObject({ format: "png", width: 90, height: 90 });
    const thumb = await server.send("GET", `/v1/scans/${id}/views/${view}.png?thumb=32`);
    expect(await sharp(await thumb.arrayBuffer()).metadata()).toMatchObject({ width: 32, height: 32 });
    expect(await readReply(await server.send("DELETE", `/v1/scans/${id}`), Deleted, 200)).toEqual({ deleted: id });
    expect((await server.send("GET", `/v1/scans/${id}`)).status).toBe(404);
  });

  test("come from a form too, several at once, in its order", async () => {
    const form = new FormData();
    for (const seed of [11, 12, 11])
      form.append("file", new Blob([new Uint8Array(await pictureFile(seed, 40))]), "SURNAME^NAME.png");
    const reply = await fetch(`${server.url}/v1/scans`, { method: "POST", body: form });
    const added = await readReply(reply, AddedScans, 201);
    expect("scans" in added && added.scans.map(({ duplicate }) => duplicate)).toEqual([false, false, true]);
  });

  test("come from the samples for a request that does not even say that it has no body, as curl's", async () => {
    const { host, hostname, port } = new URL(server.url);
    const socket = connect(Number(port), hostname);
    socket.write(`POST /v1/samples/cell/scan HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`);
    expect(await text(socket)).toMatch(/^HTTP\/1\.1 201 /);
  });

  test("come from the samples", async () => {
    const { samples } = await server.get("/v1/samples", SampleList);
    const first = await server.post(`/v1/samples/${samples[0].id}/scan`, undefined, AddedScan, 201);
    expect(await server.post(`/v1/samples/${samples[0].id}/scan`, {}, AddedScan, 201)).toEqual({
      ...first,
      duplicate: true,
    });
  });
});

describe("questions", () => {
  test("similar cases, by scan, by text, in a library and through a filter", async () => {
    const byScan = await server.post("/v1/search", { scan: retina, view: "v1", k: 3 }, Similar);
    expect(byScan.results).toHaveLength(3);
    expect(byScan.results[0]).toMatchObject({ sameImage: true, kind: "fundus" });
    const byText = await server.post(
      "/v1/search",
      { text: "MR slice of the brain", library: "demo", where: "modality = 'MRI'" },
      Similar,
    );
    expect(new Set(byText.results.map(({ modality }) => modality))).toEqual(new Set(["MRI"]));
    const region = { xPx: 0, yPx: 0, widthPx: 700, heightPx: 700 };
    expect(
      (await server.post("/v1/search", { scan: retina, region, excludeCase: "wikimedia-fundus-1" }, Similar)).results
        .length,
    ).toBeGreaterThan(0);
  });

  test("names are tried on the labelled pairs of a library, by the vectors that it holds", async () => {
    const classes = [
      { name: "normal retina", synonyms: ["a normal retina", "a healthy eye"], labels: ["normal"] },
      { name: "microaneurysms", synonyms: ["microaneurysms"], labels: ["microaneurysms"] },
      { name: "a brain", synonyms: ["a brain"], labels: [] },
    ];
    const templates = ["{}", "a fundus photograph of {}"];
    const found = await server.post("/v1/try-names", { templates, classes }, TriedNames);
    expect(found).toMatchObject({ library: "demo", n: 2, cases: 2, unlabelled: 8, cutOff: false, seenInTraining: 0 });
    expect(found.classes.map(({ n }) => n)).toEqual([1, 1, 0]);
    expect(found.confusion.flat().reduce((sum, each) => sum + each, 0)).toBe(2);
    expect(found.worst.length).toBe(2 - found.confusion[0][0] - found.confusion[1][1]);
    const where = "modality = 'MRI'";
    for (const { body, code } of [
      { body: { templates, classes, where }, code: "EVALUATION_EMPTY" },
      { body: { templates, classes: [classes[0], { ...classes[1], name: "Normal retina" }] }, code: "LABELS_INVALID" },
      { body: { templates: ["no place for a name"], classes }, code: "REQUEST_INVALID" },
      {
        body: {
          templates: Array.from({ length: 100 }, (_, i) => `${i} {}`),
          classes: classes.map((each) => ({ ...each, synonyms: Array.from({ length: 20 }, (_, i) => `${i}`) })),
        },
        code: "REQUEST_INVALID",
      },
    ])
      expect((await readError(await server.send("POST", "/v1/try-names", body))).code).toBe(code);
  });

  test("shares of names, of a prompt set, and an abstention for names that do not fit", async () => {
    const named = await server.post(
      "/v1/classify",
      { scan: retina, labels: ["normal retina", "glaucoma"] },
      Classification,
    );
    expect(named.classes.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(1, 6);
    const { promptSets } = await server.get("/v1/prompt-sets", PromptSetList);
    const set = promptSets.find(({ id }) => id.includes("retinopathy"))?.id;
    const shipped = await server.post("/v1/classify", { scan: retina, promptSet: set }, Classification);
    expect(shipped.provenance.promptSet.id).toBe(set);
    const odd = await server.post(
      "/v1/classify",
      { scan: retina, labels: ["lung adenocarcinoma", "colon adenocarcinoma"] },
      Classification,
    );
    expect(odd.abstained).toBe(true);
    await server.post(
      "/v1/classify",
      { scan: retina, labels: ["haemorrhage", "exudate"], multi: true },
      Classification,
    );
  });

  test("an answer comes in events, which its last one repeats", async () => {
    const { events, done } = await ask({ question: "What kind of image is this?" });
    const kinds = events.map(({ event }) => event);
    expect([...new Set(kinds)]).toEqual(["evidence", "token", "citation", "done"]);
    const tokens = events.flatMap(({ event, data }) => (event === "token" && hasText(data) ? [data.text] : []));
    expect(tokens.join("")).toBe(done.answer);
    expect(done).toMatchObject({ shortAnswer: "fundus photograph", abstained: false });
    expect(kinds.filter((kind) => kind === "evidence")).toHaveLength(done.evidence.length);
  });

  test("a scan is saved as a pair of a library and found by similar; the demo takes none", async () => {
    const body = { scan: retina, text: "Left eye, healthy disc." };
    const saved = await server.post("/v1/libraries/notes/pairs", body, SavedPair, 201);
    expect(saved).toMatchObject({ library: "notes", outcome: "added", total: 1, pair: { source: "user" } });
    expect(await server.post("/v1/libraries/notes/pairs", body, SavedPair, 200)).toMatchObject({
      outcome: "duplicate",
    });
    const { results } = await server.post("/v1/search", { scan: retina, library: "notes", k: 1 }, Similar);
    expect(results).toMatchObject([{ id: saved.pair.id, caption: body.text, sameImage: true }]);
    const refused = (name: string, more: object) =>
      server.send("POST", `/v1/libraries/${name}/pairs`, { ...body, ...more }).then(readError);
    expect(await refused("demo", {})).toMatchObject({ status: 409, code: "LIBRARY_BUILT_IN" });
    expect(await refused("notes", { text: "\u200b" })).toMatchObject({ status: 400, code: "PAIR_TEXT_INVALID" });
    expect(await refused("notes", { scan: "0".repeat(32) })).toMatchObject({ status: 404, code: "SCAN_NOT_FOUND" });
    await readReply(await server.send("DELETE", "/v1/libraries/notes", { confirm: "notes" }), LibraryDeleted, 200);
  });

  test("a conversation begins without a question, and pins and bans cases of its library", async () => {
    const begun = await server.post("/v1/sessions", { scan: retina }, Session, 201);
    expect(begun).toMatchObject({ marks: [], turns: [] });
    const { results } = await server.post("/v1/search", { scan: retina, k: 4, library: "demo" }, Similar);
    const [own, near, other] = results;
    const mark = (body: object) => server.send("POST", `/v1/sessions/${begun.id}/marks`, { library: "demo", ...body });
    expect(await readError(await mark({ pair: own.id, mark: "pin" }))).toMatchObject({
      status: 409,
      code: "PIN_OWN_CASE",
    });
    expect(await readError(await mark({ pair: "0".repeat(32), mark: "pin" }))).toMatchObject({ status: 404 });
    expect((await mark({ pair: near.id, mark: "hide" })).status).toBe(400);
    await readReply(await mark({ pair: near.id, mark: "ban" }), Session, 200);
    const marked = await readReply(await mark({ pair: other.id, mark: "pin" }), Session, 200);
    expect(marked.marks.map(({ mark, pairId }) => [mark, pairId])).toEqual([
      ["ban", near.id],
      ["pin", other.id],
    ]);
    const { done } = await ask({ question: "What do similar cases say?", session: begun.id });
    const read = done.evidence.flatMap((each) => (each.kind === "pair" ? [each.pairId] : []));
    expect(read[0]).toBe(other.id);
    expect(read).not.toContain(near.id);
    const { done: next } = await ask({ question: "Why?", session: begun.id, release: [near.id, other.id] });
    expect(next.provenance).not.toHaveProperty("banned");
    expect(await server.get(`/v1/sessions/${begun.id}`, Session)).toMatchObject({ marks: [] });
  });

  test("a conversation goes on, is listed for its scan, explained and deleted", async () => {
    const { done: first } = await ask({ question: "What kind of image is this?" });
    const { done: second } = await ask({ question: "No, this is a CT.", session: first.session });
    expect(second.session).toBe(first.session);
    const { scanSha256, turns } = await server.get(`/v1/sessions/${first.session}`, Session);
    expect(turns.map(({ answer }) => answer)).toEqual([first, second]);
    const listed = await server.get(`/v1/sessions?scan=${scanSha256}`, SessionList);
    expect(listed.sessions.map(({ id }) => id)).toContain(first.session);
    expect((await server.get(`/v1/sessions?scan=${"0".repeat(64)}`, SessionList)).sessions).toEqual([]);
    expect(await server.get(`/v1/explain/${first.id}`, Explanation)).not.toHaveProperty("replay");
    expect(await server.get(`/v1/explain/${first.id}?replay=1`, Explanation)).toMatchObject({
      kind: "answer",
      replay: { same: true },
    });
    await readReply(await server.send("DELETE", `/v1/sessions/${first.session}`), Deleted, 200);
    expect((await server.send("GET", `/v1/sessions/${first.session}`)).status).toBe(404);
  });

  test("two questions at once do not mix", async () => {
    const brain = await server.upload(new Uint8Array(await readFile(join(root, "samples/images/BrainT1Slice.png"))));
    const [one, two] = await Promise.all([
      ask({ question: "What kind of image is this?" }),
      ask({ question: "What kind of image is this?", scan: brain }),
    ]);
    expect([one.done.shortAnswer, two.done.shortAnswer]).toEqual(["fundus photograph", "MRI"]);
    expect(one.done.session).not.toBe(two.done.session);
  });
});

describe("reports", () => {
  test("are drafted, listed, edited, exported and deleted", async () => {
    const { templates } = await server.get("/v1/report-templates", TemplateList);
    const template = templates.find(({ id }) => id === "fundus")?.id;
    const reply = await server.send("POST", "/v1/reports", { scan: retina, template, prior: "Normal in 2024." });
    const report = await readReply(reply, Report, 201);
    expect(reply.headers.get("location")).toBe(`/v1/reports/${report.id}.json`);
    expect((await server.get("/v1/reports", ReportList)).reports.map(({ id }) => id)).toContain(report.id);
    const { scanSha256 } = report.provenance;
    expect((await server.get("/v1/reports", ReportList)).reports).toContainEqual({
      id: report.id,
      createdAt: report.createdAt,
      template: report.template,
      version: 1,
      edited: false,
      draft: true,
      confirmation: null,
      scanSha256,
    });
    expect(await server.get(`/v1/reports/${report.id}.json`, Report)).toEqual(report);

    const [{ id, sentences }] = report.sections;
    const sections = [{ id, sentences: [...sentences, { text: "The optic disc is pale.", citations: [] }] }];
    const send = () => server.send("PATCH", `/v1/reports/${report.id}`, { version: 1, sections });
    const edited = await readReply(await send(), Report, 200);
    expect(await readError(await send())).toEqual({ status: 409, code: "REPORT_CHANGED" });
    expect(edited).toMatchObject({ version: 2, edited: true });
    expect(edited.sections[0].sentences.at(-1)).toMatchObject({ flag: { code: "EDITED" } });

    for (const [format, type, begins] of [
      ["md", "text/markdown; charset=utf-8", /unverified draft/i],
      ["docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document", /^PK/],
      ["pdf", "application/pdf", /^%PDF-/],
      ["fhir.json", "application/fhir+json", /"preliminary"/],
    ] as const) {
      const file = await server.send("GET", `/v1/reports/${report.id}.${format}`);
      expect(file.status).toBe(200);
      expect(file.headers.get("content-type")).toBe(type);
      expect(file.headers.get("content-disposition")).toBe(`attachment; filename="draft-${report.id}-v2.${format}"`);
      expect(await file.text()).toMatch(begins);
    }
    expect(await server.get(`/v1/explain/${report.id}`, Explanation)).toMatchObject({ kind: "report" });

    const path = `/v1/reports/${report.id}`;
    expect(await readReply(await server.send("DELETE", path), Deleted, 200)).toEqual({ deleted: report.id });
    expect(await readError(await server.send("DELETE", path))).toEqual({ status: 404, code: "REPORT_UNKNOWN" });
    for (const gone of [path, `${path}.pdf`, `/v1/explain/${report.id}`])
      expect((await server.send("GET", gone)).status).toBe(404);
    expect((await server.get("/v1/reports", ReportList)).reports.map((each) => each.id)).not.toContain(report.id);
  });
});

describe("versions of a report", () => {
  test("one is confirmed by name, changed, compared, exported and taken back", async () => {
    const { id, sections } = await server.post("/v1/reports", { scan: retina }, Report, 201);
    const path = `/v1/reports/${id}`;
    const confirm = (body: object) => server.send("POST", `${path}/confirm`, { version: 1, by: "Ada", ...body });
    expect(await readError(await confirm({}))).toEqual({ status: 409, code: "REPORT_FLAGS_REMAIN" });
    expect(await readError(await confirm({ version: 2, acceptFlagged: true }))).toEqual({
      status: 409,
      code: "REPORT_CHANGED",
    });
    const confirmed = await readReply(await confirm({ acceptFlagged: true }), Report, 200);
    expect(confirmed).toMatchObject({ draft: false, confirmation: { by: "Ada", version: 1 } });
    expect(await readError(await confirm({ acceptFlagged: true }))).toEqual({ status: 409, code: "REPORT_CONFIRMED" });
    expect((await server.get("/v1/reports", ReportList)).reports.find((each) => each.id === id)).toMatchObject({
      draft: false,
      confirmation: { by: "Ada" },
    });
    const fhir = async (query = "") => (await server.send("GET", `${path}.fhir.json${query}`)).json();
    expect(await fhir()).toMatchObject({ status: "final", resultsInterpreter: [{ display: "Ada" }] });

    const edit = { version: 1, sections: [{ id: sections[0].id, sentences: [] }] };
    const edited = await readReply(await server.send("PATCH", path, edit), Report, 200);
    expect(edited).toMatchObject({ draft: true, version: 2, earlierConfirmations: [{ by: "Ada" }] });
    expect(await fhir()).toMatchObject({ status: "preliminary" });
    expect(await fhir("?version=1")).toMatchObject({ status: "final" });
    const first = await server.send("GET", `${path}.md?version=1`);
    expect(first.headers.get("content-disposition")).toBe(`attachment; filename="report-${id}-v1.md"`);

    const { versions } = await server.get(`${path}/versions`, ReportVersionList);
    expect(versions).toMatchObject([
      { version: 1, draft: false },
      { version: 2, removed: sections[0].sentences.length },
    ]);
    const compared = await server.get(`${path}/versions/2`, ComparedReportVersion);
    expect(compared).toMatchObject({ report: edited, against: 1 });
    expect(compared.changes[0].sentences.map(({ change }) => change)).toEqual(
      sections[0].sentences.map(() => "removed"),
    );
    expect(await server.get(`${path}/versions/1?against=2`, ComparedReportVersion)).toMatchObject({ against: 2 });
    const revert = (body: object) => server.send("POST", `${path}/revert`, { version: 2, to: 1, ...body });
    expect(await readError(await revert({ to: 7 }))).toEqual({ status: 404, code: "REPORT_VERSION_UNKNOWN" });
    const back = await readReply(await revert({}), Report, 200);
    expect(back).toMatchObject({ version: 3, revertedTo: 1, draft: true, sections });
    expect(await readError(await revert({}))).toEqual({ status: 409, code: "REPORT_CHANGED" });
  });
});

describe("libraries", () => {
  test("are listed and described, pair by pair", async () => {
    expect((await server.get("/v1/libraries", LibraryList)).libraries).toMatchObject([{ name: "demo", pairs: 10 }]);
    expect(await server.get("/v1/libraries/demo", LibraryDetails)).toMatchObject({ pairs: 10, withText: 10 });
    const page = await server.get("/v1/libraries/demo/pairs?offset=2&limit=3", PairPage);
    expect([page.total, page.pairs.length]).toEqual([10, 3]);
    const [{ id }] = page.pairs;
    expect(await server.get(`/v1/libraries/demo/pairs/${id}`, Pair)).toEqual(page.pairs[0]);
    const view = await server.send("GET", `/v1/libraries/demo/pairs/${id}/view.jpg`);
    expect(view.headers.get("content-type")).toBe("image/jpeg");
    expect(await sharp(await view.arrayBuffer()).metadata()).toMatchObject({ format: "jpeg" });
  });

  test("are filled by a job that is followed to its end, tried again, and deleted", async () => {
    const { folder } = await makePictureSource(join(server.home, "source"), { pictures: 5 });
    const job = await server.post("/v1/libraries/pictures/ingest", { sources: [folder] }, Job, 202);
    const events = await allEvents(await server.send("GET", `/v1/jobs/${job.id}/events`));
    for (const { data } of events) expect(Job.parse(data)).toEqual(data);
    expect(events.at(-1)).toMatchObject({ event: "done", data: { state: "done", result: { added: 5 } } });
    expect(await server.get(`/v1/jobs/${job.id}`, Job)).toEqual(events.at(-1)?.data);
    expect((await server.get("/v1/jobs", JobList)).jobs.map(({ id }) => id)).toEqual([job.id]);
    await server.post(`/v1/jobs/${job.id}/retry`, undefined, Job, 202);
    const again = await allEvents(await server.send("GET", `/v1/jobs/${job.id}/events`));
    expect(again.at(-1)).toMatchObject({ data: { result: { duplicates: 5 } } });
    expect(await server.post(`/v1/jobs/${job.id}/cancel`, undefined, Job)).toMatchObject({ state: "done" });
    expect(await readReply(await server.send("DELETE", `/v1/jobs/${job.id}`), Deleted, 200)).toEqual({
      deleted: job.id,
    });
    expect((await server.send("DELETE", `/v1/jobs/${job.id}`)).status).toBe(404);
    const gone = await server.send("DELETE", "/v1/libraries/pictures", { confirm: "pictures" });
    expect(await readReply(gone, LibraryDeleted, 200)).toEqual({ deleted: "pictures", pairs: 5 });
  });
});

describe("this installation", () => {
  test("says what it is and what it can use", async () => {
    expect(await server.get("/v1/status", Status)).toMatchObject({
      library: { name: "demo", pairs: 10 },
      problem: null,
    });
    expect((await server.get("/v1/encoders", EncoderList)).encoders).toMatchObject([{ name: "mini" }]);
    await server.get("/v1/language-models", LanguageModelList);
  });
});

function hasText(data: unknown): data is { readonly text: string } {
  return typeof data === "object" && data !== null && "text" in data && typeof data.text === "string";
}
