import { useState } from "preact/hooks";
import type { SourceFormat } from "../../../src/retrieval/contract.ts";
import { errorWords } from "../api/errors.ts";
import { startIngest } from "../api/libraries.ts";
import { all, jobs } from "../shell/server-data.ts";

const formats: readonly { readonly format: SourceFormat; readonly words: string }[] = [
  { format: "auto", words: "look what it is" },
  { format: "manifest", words: "manifest.jsonl" },
  { format: "csv", words: "CSV with a column of files" },
  { format: "imagefolder", words: "image folder with metadata" },
  { format: "classes", words: "one folder a class" },
  { format: "images", words: "images without text" },
];

/** Folders on the server's computer go into a library: the files themselves are not sent through the page. */
export function IngestForm({ known }: { readonly known: readonly string[] }) {
  const [name, setName] = useState("default");
  const [text, setText] = useState("");
  const [format, setFormat] = useState<SourceFormat>("auto");
  const [error, setError] = useState<unknown>(null);
  const [busy, setBusy] = useState(false);
  const sources = text
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "");
  const start = async () => {
    setBusy(true);
    setError(null);
    try {
      await startIngest(name.trim(), { sources, format });
      setText("");
    } catch (cause) {
      setError(cause);
    }
    await jobs.load(all);
    setBusy(false);
  };
  return (
    <form
      class="ingest-form"
      onSubmit={(event) => {
        event.preventDefault();
        void start();
      }}
    >
      <h3 class="dialog-title">add images and texts</h3>
      <label class="labelled whole">
        <span>folders or tables on the computer that runs caselens, one a line</span>
        <textarea
          class="field"
          rows={2}
          required
          spellcheck={false}
          placeholder="/data/my-collection"
          value={text}
          onInput={({ currentTarget }) => setText(currentTarget.value)}
        />
      </label>
      <label class="labelled">
        <span>into library</span>
        <input
          class="field"
          required
          list="known-libraries"
          pattern="[a-z0-9][a-z0-9_\-]*"
          title="small letters, digits, - and _"
          value={name}
          onInput={({ currentTarget }) => setName(currentTarget.value)}
        />
      </label>
      <datalist id="known-libraries">
        {known.map((each) => (
          <option key={each} value={each} />
        ))}
      </datalist>
      <label class="labelled">
        <span>what it is</span>
        <select
          class="select"
          value={format}
          onChange={({ currentTarget }) => {
            const chosen = formats.find((each) => each.format === currentTarget.value);
            if (chosen) setFormat(chosen.format);
          }}
        >
          {formats.map((each) => (
            <option key={each.format} value={each.format}>
              {each.words}
            </option>
          ))}
        </select>
      </label>
      {error !== null && (
        <div class="note warn whole" role="alert">
          <p>{errorWords(error).message}</p>
          <p>{errorWords(error).remedy}</p>
        </div>
      )}
      <div class="whole">
        <button type="submit" class="button main" disabled={busy || sources.length === 0}>
          Add
        </button>
      </div>
    </form>
  );
}
