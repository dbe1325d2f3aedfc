import type { MarkedPair } from "../../../src/app/ask-result.ts";
import type { ProvenanceRecord } from "../../../src/chat/contract.ts";

const shownDigits = 8;
const useNames = [
  ["encoded", "the scan"],
  ["retrieved", "views of cases"],
  ["sent", "sent to the language model"],
] as const;

/** What an answer or a draft was made with; hashes by their first digits, whole on hover. */
export function RecordFacts({ record }: { readonly record: ProvenanceRecord | undefined }) {
  if (!record) return null;
  const { caselens, prompts, library, views } = record;
  return (
    <>
      <dt>library at</dt>
      <dd>version {library.version}</dd>
      <dt>words used</dt>
      <dd>
        {prompts.map(({ id, version, sha256 }, i) => (
          <span key={id} title={`sha256 ${sha256}`}>
            {i > 0 && " · "}
            {id} {version} <code>{sha256.slice(0, shownDigits)}</code>
          </span>
        ))}
      </dd>
      <dt>pictures</dt>
      <dd>
        {useNames.map(([use, name]) => {
          const used = views.filter((each) => each.use === use);
          return (
            used.length > 0 && (
              <div key={use}>
                {name}{" "}
                {used.map(({ of, pairId, sha256 }) => (
                  <span key={sha256} title={`${of === "scan" ? "the scan" : `pair ${pairId}`}, sha256 ${sha256}`}>
                    <code>{sha256.slice(0, shownDigits)}</code>{" "}
                  </span>
                ))}
              </div>
            )
          );
        })}
      </dd>
      <dt>caselens</dt>
      <dd>{caselens}</dd>
    </>
  );
}

interface MarksFactsProps {
  readonly pinned?: readonly MarkedPair[] | undefined;
  readonly banned?: readonly MarkedPair[] | undefined;
}

/** What the user had pinned and banned. */
export function MarksFacts({ pinned = [], banned = [] }: MarksFactsProps) {
  return (
    <>
      {pinned.length > 0 && <dt>pinned</dt>}
      {pinned.length > 0 && <dd>{pinned.map((each) => `case ${each.case}`).join(" · ")}</dd>}
      {banned.length > 0 && <dt>banned</dt>}
      {banned.length > 0 && <dd>{banned.map((each) => `case ${each.case}`).join(" · ")}</dd>}
    </>
  );
}
