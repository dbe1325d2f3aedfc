import { useEffect } from "preact/hooks";
import { all, languageModels } from "../shell/server-data.ts";
import { useStore } from "../shell/store.ts";
import { chooseModel, chosenModel, recallModel } from "./chosen-model.ts";

/** Who writes the answers. */
export function ModelSelect() {
  const list = languageModels.use(all);
  const chosen = useStore(chosenModel);
  const models = list.kind === "ready" ? list.value : [];
  useEffect(() => recallModel(models), [models]);
  return (
    <label class="header-choice">
      <span>writer</span>
      <select
        class="select"
        value={chosen?.name ?? ""}
        onChange={({ currentTarget }) => chooseModel(models.find(({ name }) => name === currentTarget.value) ?? null)}
      >
        <option value="">evidence writer, no LLM</option>
        {models.map(({ name, model, host, remote, state }) => (
          <option key={name} value={name}>
            {name === model ? name : `${name} (${model})`}
            {remote ? ` → ${host}` : " · this computer"}
            {state === "offered" ? " · found" : ""}
          </option>
        ))}
      </select>
    </label>
  );
}
