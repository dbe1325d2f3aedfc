import { Hono } from "hono";
import type { z } from "zod";
import type { ReportFormat, ReportSection } from "../../report/contract.ts";
import { ReportTemplateUnknownError } from "../../report/errors.ts";
import { reportFormatOf } from "../../report/export/report-format.ts";
import { whileClientStays } from "../client-gone.ts";
import { bytesReply, describe, jsonReply } from "../describe.ts";
import type { ServerEnv, ServerParts } from "../environment.ts";
import { jsonBody, jsonOnly, query } from "../request-body.ts";
import {
  ComparedReportVersion,
  Report,
  ReportList,
  ReportVersionList,
  TemplateList,
  WeighedReport,
} from "../schemas/answer-replies.ts";
import {
  ReportBody,
  ReportCompareQuery,
  ReportConfirmBody,
  ReportEdit,
  ReportRevertBody,
  ReportVersionQuery,
} from "../schemas/requests.ts";
import { Deleted } from "../schemas/scan-replies.ts";
import { storedScan } from "../stored-scan.ts";

const mediaTypes: Readonly<Record<ReportFormat, string>> = {
  json: "application/json",
  md: "text/markdown; charset=utf-8",
  docx: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
  pdf: "application/pdf",
  "fhir.json": "application/fhir+json",
};

/** Drafts: written, kept, edited, confirmed, exported. */
export function reportRoutes(parts: ServerParts) {
  return new Hono<ServerEnv>().route("/", draftRoutes(parts)).route("/", versionRoutes(parts));
}

function draftRoutes({ app }: ServerParts) {
  const routes = new Hono<ServerEnv>();
  return routes
    .post(
      "/v1/reports",
      describe("reports", "Draft a report.", { 201: jsonReply("The draft, as stored.", Report) }),
      jsonOnly,
      jsonBody(ReportBody),
      (c) =>
        whileClientStays(c, async (signal) => {
          const { scan: id, view, ...request } = c.req.valid("json");
          if (request.template !== undefined) {
            const known = (await app.reports.templates()).map((template) => template.id);
            if (!known.includes(request.template)) throw new ReportTemplateUnknownError(known); // the application would read a path
          }
          const scan = await storedScan(app, { scan: id, view });
          const report = await app.report({ ...request, scan }, signal);
          return c.json(report, 201, { Location: `/v1/reports/${encodeURIComponent(report.id)}.json` });
        }),
    )
    .get(
      "/v1/reports",
      describe("reports", "The stored reports: drafts, and those that somebody confirmed.", {
        200: jsonReply("Reports.", ReportList),
      }),
      async (c) => c.json({ reports: await app.reports.list() }),
    )
    .get(
      "/v1/reports/:file{[A-Za-z0-9_-]+\\.(?:fhir\\.json|json|md|docx|pdf)}",
      describe("reports", "A report, or an export of it.", {
        200: bytesReply("The document.", ...Object.values(mediaTypes)),
      }),
      query(ReportVersionQuery),
      async (c) => {
        const { file } = c.req.param();
        const { version: wanted } = c.req.valid("query");
        const format = reportFormatOf(file);
        const id = file.slice(0, -format.length - 1);
        const present = await app.reports.get(id);
        const { version, draft } =
          wanted === undefined ? present : (await app.reports.version(present.id, wanted)).report;
        const bytes = await app.reports.export(present.id, format, version);
        const kind = format === "json" ? "inline" : "attachment";
        return c.body(new Uint8Array(bytes), 200, {
          "Content-Type": mediaTypes[format],
          "Content-Disposition": `${kind}; filename="${draft ? "draft" : "report"}-${present.id}-v${version}.${format}"`,
        });
      },
    )
    .get("/v1/reports/:id", describe("reports", "A report.", { 200: jsonReply("The report.", Report) }), async (c) =>
      c.json(await app.reports.get(c.req.param("id"))),
    )
    .patch(
      "/v1/reports/:id",
      describe("reports", "Save an edit as the next version, which is a draft; 409 where another was saved first.", {
        200: jsonReply("The draft, as stored.", Report),
      }),
      jsonOnly,
      jsonBody(ReportEdit),
      async (c) => {
        const { version, sections } = c.req.valid("json");
        return c.json(await app.reports.edit(c.req.param("id"), { version, sections: sections.map(sectionOf) }));
      },
    )
    .delete(
      "/v1/reports/:id",
      describe("reports", "Delete a draft with its versions and pictures.", { 200: jsonReply("Deleted.", Deleted) }),
      async (c) => {
        const { id } = c.req.param();
        await app.reports.delete(id);
        return c.json({ deleted: id });
      },
    )
    .get(
      "/v1/report-templates",
      describe("reports", "The templates.", { 200: jsonReply("Templates.", TemplateList) }),
      async (c) => c.json({ templates: await app.reports.templates() }),
    );
}

/** Versions of a report, and who stands for one. */
function versionRoutes({ app }: ServerParts) {
  return new Hono<ServerEnv>()
    .post(
      "/v1/reports/:id/confirm",
      describe(
        "reports",
        "Confirm a version in somebody's name; 409 where there is another, or sentences are flagged and not accepted.",
        { 200: jsonReply("The report, as stored.", Report) },
      ),
      jsonOnly,
      jsonBody(ReportConfirmBody),
      async (c) => c.json(await app.reports.confirm(c.req.param("id"), c.req.valid("json"))),
    )
    .post(
      "/v1/reports/:id/revert",
      describe("reports", "Save an earlier version's sentences as the next version, which is a draft.", {
        200: jsonReply("The report, as stored.", Report),
      }),
      jsonOnly,
      jsonBody(ReportRevertBody),
      async (c) => c.json(await app.reports.revert(c.req.param("id"), c.req.valid("json"))),
    )
    .get(
      "/v1/reports/:id/weighed",
      describe("reports", "What speaks against the sentences that a person or a language model wrote.", {
        200: jsonReply("Each sentence with its score.", WeighedReport),
      }),
      async (c) => c.json(await app.weighReport(c.req.param("id"))),
    )
    .get(
      "/v1/reports/:id/versions",
      describe("reports", "The versions, oldest first.", { 200: jsonReply("Versions.", ReportVersionList) }),
      async (c) => c.json({ versions: await app.reports.versions(c.req.param("id")) }),
    )
    .get(
      "/v1/reports/:id/versions/:version{[1-9][0-9]{0,8}}",
      describe("reports", "A version, and what changed in it, sentence by sentence.", {
        200: jsonReply("The version.", ComparedReportVersion),
      }),
      query(ReportCompareQuery),
      async (c) => {
        const { id, version } = c.req.param();
        return c.json(await app.reports.version(id, Number(version), c.req.valid("query").against));
      },
    );
}

type EditedSection = z.output<typeof ReportEdit>["sections"][number];

/** A section without fields that were left out. */
function sectionOf({ id, sentences }: EditedSection): Pick<ReportSection, "id" | "sentences"> {
  return {
    id,
    sentences: sentences.map(({ flag, citations, ...sentence }) => ({
      ...sentence,
      citations: citations.map(({ pairId, ...citation }) => ({ ...citation, ...(pairId !== undefined && { pairId }) })),
      ...(flag && { flag }),
    })),
  };
}
