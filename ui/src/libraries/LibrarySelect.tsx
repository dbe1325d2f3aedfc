import { amend, go } from "../shell/place.ts";
import { all, libraries } from "../shell/server-data.ts";
import { useChosenLibrary } from "./chosen-library.ts";

/** The library that answers, searches and drafts read. */
export function LibrarySelect() {
  const list = libraries.use(all);
  const chosen = useChosenLibrary();
  const known = list.kind === "ready" ? list.value : [];
  return (
    <div class="header-choice">
      <label for="library-select">library</label>
      <select
        id="library-select"
        class="select"
        value={chosen}
        onChange={({ currentTarget }) => amend({ library: currentTarget.value, pair: null, pairLibrary: null })}
      >
        {!known.some(({ name }) => name === chosen) && <option value={chosen}>{chosen}</option>}
        {known.map(({ name, pairs, problem }) => (
          <option key={name} value={name}>
            {problem ? `${name} · cannot be used` : `${name} · ${pairs ?? 0} pairs`}
          </option>
        ))}
      </select>
      <button type="button" class="button plain" onClick={() => go({ dialog: "libraries" })}>
        Libraries
      </button>
    </div>
  );
}
