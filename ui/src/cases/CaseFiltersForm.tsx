import { useEffect, useState } from "preact/hooks";
import { all, libraries, libraryByName } from "../shell/server-data.ts";
import { type CaseFilters, noFilters } from "./case-filters.ts";

interface CaseFiltersFormProps {
  readonly library: string;
  readonly filters: CaseFilters;
  /** The case that the scan's own image belongs to, where the library holds it. */
  readonly ownCase: string | null;
  readonly onChange: (filters: CaseFilters) => void;
}

export function CaseFiltersForm({ library, filters, ownCase, onChange }: CaseFiltersFormProps) {
  const list = libraries.use(all);
  const there = list.kind === "ready" && list.value.some(({ name }) => name === library);
  const details = libraryByName.use(there ? library : null);
  const [typed, setTyped] = useState({ text: filters.text, label: filters.label });
  useEffect(() => setTyped({ text: filters.text, label: filters.label }), [filters.text, filters.label]);
  const known = details.kind === "ready" ? details.value : null;
  const narrowed = JSON.stringify({ ...filters, k: 0 }) !== JSON.stringify({ ...noFilters, k: 0 });
  const apply = () => {
    const next = { ...filters, text: typed.text.trim(), label: typed.label.trim() };
    if (next.text !== filters.text || next.label !== filters.label) onChange(next);
  };
  return (
    <search aria-label="Similar cases">
      <form
        class="case-filters"
        onSubmit={(event) => {
          event.preventDefault();
          apply();
        }}
      >
        <label class="labelled whole">
          <span>like this scan, and about</span>
          <input
            class="field"
            type="search"
            placeholder="words, for example “pleural effusion”"
            maxLength={500}
            value={typed.text}
            onInput={({ currentTarget }) => setTyped({ ...typed, text: currentTarget.value })}
            onChange={apply}
          />
        </label>
        <Choice
          name="modality"
          value={filters.modality}
          options={known?.modalities ?? []}
          onChange={(modality) => onChange({ ...filters, modality })}
        />
        <Choice
          name="source"
          value={filters.source}
          options={known?.sources ?? []}
          onChange={(source) => onChange({ ...filters, source })}
        />
        <label class="labelled">
          <span>label contains</span>
          <input
            class="field"
            maxLength={200}
            value={typed.label}
            onInput={({ currentTarget }) => setTyped({ ...typed, label: currentTarget.value })}
            onChange={apply}
          />
        </label>
        <div class="row whole small">
          {ownCase !== null && (
            <label class="check">
              <input
                type="checkbox"
                checked={filters.withoutOwnCase}
                onChange={({ currentTarget }) => onChange({ ...filters, withoutOwnCase: currentTarget.checked })}
              />
              leave out this scan’s own case, {ownCase}
            </label>
          )}
          {narrowed && (
            <button type="button" class="link quiet" onClick={() => onChange({ ...noFilters, k: filters.k })}>
              clear filters
            </button>
          )}
          <button type="submit" class="unseen" tabIndex={-1}>
            Search
          </button>
        </div>
      </form>
    </search>
  );
}

interface ChoiceProps {
  readonly name: string;
  readonly value: string;
  readonly options: readonly { readonly value: string | null; readonly pairs: number }[];
  readonly onChange: (value: string) => void;
}

function Choice({ name, value, options, onChange }: ChoiceProps) {
  return (
    <label class="labelled">
      <span>{name}</span>
      <select class="select" value={value} onChange={({ currentTarget }) => onChange(currentTarget.value)}>
        <option value="">any</option>
        {options.map(
          (option) =>
            option.value !== null && (
              <option key={option.value} value={option.value}>
                {option.value} · {option.pairs}
              </option>
            ),
        )}
      </select>
    </label>
  );
}
