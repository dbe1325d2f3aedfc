import { predictionSetInWords } from "../../../src/zeroshot/calibration-in-words.ts";
import type { Classification } from "../../../src/zeroshot/classify.ts";
import type { PromptSet } from "../../../src/zeroshot/contract.ts";
import { trainedInWords } from "../../../src/zeroshot/trained-names.ts";
import { percent } from "../shell/numbers.ts";
import { AbstentionNote } from "./AbstentionNote.tsx";
import { Probability } from "./Probability.tsx";
import { ShareBar } from "./ShareBar.tsx";
import { WhereButton } from "./WhereButton.tsx";
import { WhyClasses } from "./WhyClasses.tsx";

interface ClassSharesProps {
  readonly result: Classification;
  readonly set: PromptSet | undefined;
}

/** Shares of the names, greatest first. An abstention is said before any number. */
export function ClassShares({ result, set }: ClassSharesProps) {
  const { classes, noneOfThese, calibrated, abstained, reason, predictionSet, promptSpread, provenance } = result;
  const sorted = [...classes].sort((a, b) => b.share - a.share);
  const spread = new Map(promptSpread.classes.map((each) => [each.name, each]));
  const { multi, trainedClasses, trainedNames, seenInTraining } = provenance;
  const trained = trainedClasses ? "trained classes, not zero-shot" : trainedInWords(provenance, classes.length);
  return (
    <>
      {abstained && <AbstentionNote reason={reason} of="names" />}
      <table class={abstained ? "shares abstained" : "shares"}>
        <caption>
          {multi ? "share of each name against its absence" : "share of these names"}
          <span class="quiet">
            {" "}
            · a preference {multi ? "between the two" : "among them"}, not a chance
            {calibrated && "; the chance is the probability below it"}
          </span>
        </caption>
        <thead class="unseen">
          <tr>
            <th scope="col">name</th>
            <th scope="col">share and spread over the wordings</th>
            <th scope="col">per cent</th>
          </tr>
        </thead>
        <tbody>
          {sorted.map(({ name, share, probability }, i) => (
            <tr key={name}>
              <th scope="row">
                <WhereButton name={name} first={i === 0} />
                {name}
              </th>
              <td>
                <ShareBar share={share} spread={spread.get(name)} />
                {probability !== null && <Probability value={probability} />}
              </td>
              <td class="number">{percent(share)}</td>
            </tr>
          ))}
          <tr class="none-of-these">
            <th scope="row">none of these</th>
            <td>{noneOfThese !== null && <Probability value={noneOfThese} />}</td>
            <td class="number">{noneOfThese === null ? "not calibrated" : "no share"}</td>
          </tr>
        </tbody>
      </table>
      {promptSpread.wordings > 1 && (
        <p class="small quiet shares-legend">
          <span class="legend-spread" aria-hidden="true" />
          least to greatest share over {promptSpread.wordings} wordings
          {classes.length > 1 && !multi && ` · ${percent(promptSpread.topAgreement)} of them agree on the first name`}
        </p>
      )}
      {predictionSet && <p class="small">{predictionSetInWords(predictionSet)}</p>}
      <p class="row small">
        {trainedNames.length > 0 && <span class="tag">{trained}</span>}
        {seenInTraining === true && <span class="tag warning">seen in training</span>}
      </p>
      <WhyClasses result={result} set={set} />
    </>
  );
}
