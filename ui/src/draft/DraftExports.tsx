import { useState } from "preact/hooks";
import type { Report, ReportFormat } from "../../../src/report/contract.ts";
import { reportUrl } from "../api/reports.ts";
import { announce } from "../shell/announce.ts";
import { draftAsText } from "./draft-as-text.ts";
import { exportName, saveExport } from "./save-export.ts";

const formats: readonly { readonly format: ReportFormat; readonly name: string }[] = [
  { format: "docx", name: "Word" },
  { format: "pdf", name: "PDF" },
  { format: "md", name: "Markdown" },
  { format: "fhir.json", name: "FHIR" },
];

/** Copy, print, and files of the draft; and its end. */
export function DraftExports({ report, onDelete }: { readonly report: Report; readonly onDelete: () => void }) {
  const [copied, setCopied] = useState(false);
  const copy = async () => {
    await navigator.clipboard.writeText(draftAsText(report));
    setCopied(true);
    announce("Copied.");
    setTimeout(() => setCopied(false), 2000);
  };
  return (
    <div class="row no-print draft-exports">
      <button type="button" class="button" onClick={copy}>
        {copied ? "Copied" : "Copy"}
      </button>
      {formats.map(({ format, name }) => (
        <a
          key={format}
          class="button"
          href={reportUrl(report.id, format)}
          download={exportName(report, format)}
          onClick={(event) => saveExport(event, report, format)}
        >
          {name}
        </a>
      ))}
      <button type="button" class="button" onClick={() => print()}>
        Print
      </button>
      <button type="button" class="button" onClick={onDelete}>
        Delete
      </button>
    </div>
  );
}
