import type { AdapterClassification } from "../../../src/zeroshot/adapters/classify-with-adapter.ts";
import { percent } from "../shell/numbers.ts";
import { AbstentionNote } from "./AbstentionNote.tsx";
import { ShareBar } from "./ShareBar.tsx";

/** Shares of the classes that a few labelled images taught, greatest first. An abstention is said before any number. */
export function AdapterShares({ result }: { readonly result: AdapterClassification }) {
  const { classes, abstained, reason, provenance } = result;
  const { adapter, encoder } = provenance;
  const sorted = [...classes].sort((a, b) => b.share - a.share);
  return (
    <>
      {abstained && <AbstentionNote reason={reason} of="classes" />}
      <table class={abstained ? "shares abstained" : "shares"}>
        <caption>
          share of these classes
          <span class="quiet"> · a preference among them, not a chance: nothing calibrates an adapter</span>
        </caption>
        <thead class="unseen">
          <tr>
            <th scope="col">class</th>
            <th scope="col">share</th>
            <th scope="col">per cent</th>
          </tr>
        </thead>
        <tbody>
          {sorted.map(({ name, share }) => (
            <tr key={name}>
              <th scope="row">{name}</th>
              <td>
                <ShareBar share={share} spread={undefined} />
              </td>
              <td class="number">{percent(share)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {adapter.scanAmongImages && (
        <p class="row small">
          <span class="tag warning">this scan is one that it was fitted to: its shares say little</span>
        </p>
      )}
      <details class="why">
        <summary>why?</summary>
        <dl class="facts">
          <dt>fitted to</dt>
          <dd>
            {adapter.n} images of {adapter.cases} cases: {adapter.data}
            {adapter.partition !== null && `, partition ${adapter.partition}`} (
            {adapter.classes.map(({ name, n }) => `${name} ${n}`).join(", ")})
          </dd>
          <dt>held back</dt>
          <dd>
            {adapter.crossValidation
              ? `balanced accuracy ${percent(adapter.crossValidation.balancedAccuracy)} on cases held back, the best of ${adapter.crossValidation.tried} settings`
              : "too few cases to hold any back: nothing says how good it is"}
          </dd>
          <dt>method</dt>
          <dd>
            {adapter.method} on {encoder}
          </dd>
        </dl>
      </details>
    </>
  );
}
