import { Hono } from "hono";
import type { z } from "zod";
import type { ReportFormat, ReportSection } from "../../report/contract.ts";
import { ReportTemplateUnknownError } from "../../report/errors.ts";
import { reportFormatOf } from "../../report/export/report-format.ts";
import { whileClientStays } from "../client-gone.ts";
import { bytesReply, describe, jsonReply } from "../describe.ts";
import type { ServerEnv, ServerParts } from "../environment.ts";
import { jsonBody, jsonOnly } from "../request-body.ts";
import { Report, ReportList, TemplateList } from "../schemas/answer-replies.ts";
import { ReportBody, ReportEdit } from "../schemas/requests.ts";
import { Deleted } from "../schemas/scan-replies.ts";
import { storedScan } from "../stored-scan.ts";

const mediaTypes: Readonly<Record<ReportFormat, string>> = {
  json: "application/json",
  md: "text/markdown; charset=utf-8",
  docx: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
  pdf: "application/pdf",
  "fhir.json": "application/fhir+json",
};

/** Drafts: written, kept, edited, exported. */
export function reportRoutes({ app }: ServerParts) {
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
      describe("reports", "The stored drafts.", { 200: jsonReply("Drafts.", ReportList) }),
      async (c) => c.json({ reports: await app.reports.list() }),
    )
    .get(
      "/v1/reports/:file{[A-Za-z0-9_-]+\\.(?:fhir\\.json|json|md|docx|pdf)}",
      describe("reports", "A draft, or an export of it.", {
        200: bytesReply("The document.", ...Object.values(mediaTypes)),
      }),
      async (c) => {
        const { file } = c.req.param();
        const format = reportFormatOf(file);
        const id = file.slice(0, -format.length - 1);
        const { id: known, version } = await app.reports.get(id);
        const bytes = await app.reports.export(known, format);
        const kind = format === "json" ? "inline" : "attachment";
        return c.body(new Uint8Array(bytes), 200, {
          "Content-Type": mediaTypes[format],
          "Content-Disposition": `${kind}; filename="draft-${known}-v${version}.${format}"`,
        });
      },
    )
    .get("/v1/reports/:id", describe("reports", "A draft.", { 200: jsonReply("The draft.", Report) }), async (c) =>
      c.json(await app.reports.get(c.req.param("id"))),
    )
    .patch(
      "/v1/reports/:id",
      describe("reports", "Save an edit as the next version; 409 where another was saved first.", {
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
