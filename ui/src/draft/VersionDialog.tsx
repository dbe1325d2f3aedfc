import { useState } from "preact/hooks";
import type { Report, ReportFormat } from "../../../src/report/contract.ts";
import { errorWords } from "../api/errors.ts";
import { getVersion, reportUrl, revertReport } from "../api/reports.ts";
import { Dialog } from "../shell/Dialog.tsx";
import { keep } from "../shell/loaded.ts";
import { whenInWords } from "../shell/numbers.ts";
import { toast } from "../shell/toast.ts";
import { drafts, isChangedElsewhere } from "./drafts.ts";
import { saveExport } from "./save-export.ts";

const compared = keep((key: string) => {
  const [id, version] = key.split(" ");
  return getVersion(id, Number(version));
});
const marks = { same: "", added: "+", removed: "−" } as const;
const words = { same: "", added: "new: ", removed: "gone: " } as const;
const formats = ["pdf", "docx", "md", "fhir.json"] as const satisfies readonly ReportFormat[];

interface VersionDialogProps {
  readonly report: Report;
  readonly version: number;
  readonly onClose: () => void;
}

/** A version as it was, with what came and went in it; it can be taken back, and exported. */
export function VersionDialog({ report, version, onClose }: VersionDialogProps) {
  const found = compared.use(`${report.id} ${version}`);
  const [busy, setBusy] = useState(false);
  const revert = async () => {
    setBusy(true);
    try {
      drafts.set(report.id, await revertReport(report.id, { version: report.version, to: version }));
    } catch (error) {
      const { message, remedy } = errorWords(error);
      if (isChangedElsewhere(error)) await drafts.load(report.id);
      toast(`Not taken back. ${message} ${remedy}`);
    }
    onClose();
  };
  return (
    <Dialog title={`Version ${version}`} wide onClose={onClose}>
      {found.kind === "loading" && <p class="waiting">opening the version</p>}
      {found.kind === "failed" && <p class="note warn">{errorWords(found.error).message}</p>}
      {found.kind === "ready" && (
        <div class="version">
          <p class="quiet">
            {whenInWords(found.value.report.savedAt ?? found.value.report.createdAt)}
            {version === 1 ? "" : ` · marked: what changed since version ${found.value.against}`}
            {found.value.report.confirmation && ` · confirmed by ${found.value.report.confirmation.by}`}
          </p>
          {found.value.changes.map(({ id, title, sentences }) => (
            <section key={id} class="draft-section">
              <h3>{title}</h3>
              {sentences.length === 0 && <p class="quiet">Nothing.</p>}
              {sentences.map(({ change, sentence }, i) => (
                <p key={`${i} ${sentence.text}`} class={`version-sentence ${change}`}>
                  <span aria-hidden="true" class="version-mark">
                    {marks[change]}
                  </span>
                  <span>
                    <span class="unseen">{words[change]}</span>
                    {sentence.text}
                  </span>
                </p>
              ))}
            </section>
          ))}
          <div class="row">
            {version !== report.version && (
              <button type="button" class="button main" disabled={busy} onClick={revert}>
                Take version {version} back
              </button>
            )}
            {formats.map((format) => (
              <a
                key={format}
                class="button"
                href={reportUrl(report.id, format, version)}
                download
                onClick={(event) => saveExport(event, found.value.report, format)}
              >
                .{format}
              </a>
            ))}
          </div>
        </div>
      )}
    </Dialog>
  );
}
