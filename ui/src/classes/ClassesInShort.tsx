import { percent } from "../shell/numbers.ts";
import { go } from "../shell/place.ts";
import { useClassification } from "./current-classification.ts";
import { ShareBar } from "./ShareBar.tsx";

const shown = 2;

/** The first classes of a scan at a glance; the Classes tab says the rest. */
export function ClassesInShort({ scan }: { readonly scan: string }) {
  const { choice, set, result } = useClassification(scan);
  if (result.kind === "loading") return <p class="waiting">comparing the scan with names</p>;
  if (result.kind === "failed") return null;
  const { classes, abstained, reason, promptSpread, provenance } = result.value;
  const first = [...classes].sort((a, b) => b.share - a.share).slice(0, shown);
  return (
    <div class="in-short">
      <p class="small quiet">
        {set?.title ?? (choice?.kind === "adapter" ? choice.name : "your names")} ·{" "}
        {abstained ? "no class is named" : `share ${among(classes.length, provenance.multi)}, not a chance`}
      </p>
      {abstained ? (
        <p class="quiet">{reason}</p>
      ) : (
        <table class="shares">
          <tbody>
            {first.map(({ name, share }) => (
              <tr key={name}>
                <th scope="row">{name}</th>
                <td>
                  <ShareBar share={share} spread={promptSpread?.classes.find((each) => each.name === name)} />
                </td>
                <td class="number">{percent(share)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      <button type="button" class="link quiet small" onClick={() => go({ tab: "classes" })}>
        all names, and why
      </button>
    </div>
  );
}

function among(names: number, multi: boolean): string {
  if (!multi) return `of ${names} names`;
  return names === 1 ? "of the name against its absence" : "of each name against its absence";
}
