import { useState } from "preact/hooks";
import type { Report, ReportSentence } from "../../../src/report/contract.ts";
import { errorWords } from "../api/errors.ts";
import { confirmReport } from "../api/reports.ts";
import { flagWord } from "../ask/flag-words.ts";
import { announce } from "../shell/announce.ts";
import { Dialog } from "../shell/Dialog.tsx";
import { toast } from "../shell/toast.ts";
import { drafts, isChangedElsewhere } from "./drafts.ts";

interface ConfirmDialogProps {
  readonly report: Report;
  readonly onClose: () => void;
}

/** Asks who confirms a version, and shows what is flagged in it or said of others before it is. */
export function ConfirmDialog({ report, onClose }: ConfirmDialogProps) {
  const { id, version, sections } = report;
  const [by, setBy] = useState("");
  const [known, setKnown] = useState(false);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const doubts = sections.flatMap(({ title, sentences }) =>
    sentences.flatMap((sentence) => {
      const why = doubtOf(sentence);
      return why === null ? [] : [{ title, text: sentence.text, why }];
    }),
  );

  const confirm = async () => {
    setBusy(true);
    setError(null);
    try {
      const confirmed = await confirmReport(id, { version, by, acceptFlagged: known });
      drafts.set(id, confirmed);
      announce(`Version ${version} is confirmed.`);
      onClose();
    } catch (cause) {
      if (isChangedElsewhere(cause)) {
        await drafts.load(id);
        toast("Not confirmed: the report was changed elsewhere. It is shown as it is now.");
        onClose();
        return;
      }
      setError(cause);
      setBusy(false);
    }
  };

  return (
    <Dialog title={`Confirm version ${version}`} onClose={onClose}>
      <form
        class="confirm-form"
        onSubmit={(event) => {
          event.preventDefault();
          void confirm();
        }}
      >
        <p>
          Whoever confirms a report has read the image and every sentence, and stands for it. Name, time and version are
          kept and stand in every export. An edit makes a new version, which is an unverified draft again.
        </p>
        {doubts.length > 0 && (
          <section class="confirm-doubts">
            <h3>{doubts.length === 1 ? "1 sentence needs a look" : `${doubts.length} sentences need a look`}</h3>
            <ul>
              {doubts.map(({ title, text, why }, i) => (
                <li key={`${i} ${text}`}>
                  <span class="quiet small">{title}</span> {text} <span class="flag-word">{why}</span>
                </li>
              ))}
            </ul>
            <label class="confirm-known">
              <input
                type="checkbox"
                required
                checked={known}
                onChange={({ currentTarget }) => setKnown(currentTarget.checked)}
              />
              <span>
                {doubts.length === 1 ? "I know of it, and it stays" : "I know of them, and they stay"} in the report
              </span>
            </label>
          </section>
        )}
        <label class="labelled">
          <span>your name, as the exports are to show it; nobody checks it</span>
          <input
            class="field"
            type="text"
            autocomplete="off"
            required
            maxLength={120}
            value={by}
            onInput={({ currentTarget }) => setBy(currentTarget.value)}
          />
        </label>
        {error !== null && (
          <div class="note warn" role="alert">
            <p>{errorWords(error).message}</p>
            <p>{errorWords(error).remedy}</p>
          </div>
        )}
        <div class="row">
          <button type="submit" class="button main" disabled={busy}>
            Confirm version {version}
          </button>
          <button type="button" class="button" onClick={onClose}>
            Not yet
          </button>
        </div>
      </form>
    </Dialog>
  );
}

/** Why a sentence needs a look before it is confirmed: its flag, or that it holds another patient's words. */
function doubtOf({ flag, citations }: ReportSentence): string | null {
  if (flag && flag.code !== "EDITED") return flagWord(flag.code);
  return citations.some(({ pairId }) => pairId !== undefined) ? flagWord("OTHER_PATIENT") : null;
}
