import type { TriedNames } from "../../../src/app/try-names.ts";
import { percent } from "../shell/numbers.ts";
import { ScrollBox } from "../shell/ScrollBox.tsx";
import { Histogram } from "./Histogram.tsx";
import { WorstPairs } from "./WorstPairs.tsx";

/** What names did: the figure, what it owes to the wording, the shares of each class, who was taken for whom, and the worst pairs. */
export function TriedNamesResult({ tried }: { readonly tried: TriedNames }) {
  const {
    n,
    cases,
    balancedAccuracy,
    promptSpread,
    classes,
    confusion,
    worst,
    library,
    unlabelled,
    seenInTraining,
    cutOff,
  } = tried;
  const { min, median, max } = promptSpread.balancedAccuracy;
  return (
    <>
      <p class="tried-figure">
        {balancedAccuracy ? (
          <>
            <b>{percent(balancedAccuracy.value)}</b> balanced accuracy
            <span class="quiet">
              {" "}
              [{percent(balancedAccuracy.low)}, {percent(balancedAccuracy.high)}]
            </span>
          </>
        ) : (
          "Only one of the classes has pairs here: give another a label."
        )}
      </p>
      <p class="small quiet">
        {n} pairs of {cases} cases
        {unlabelled > 0 && `, ${unlabelled} with other labels left out`}
        {cutOff && ", the first of more"} · over {promptSpread.wordings} ways to word it: {percent(min)} least,{" "}
        {percent(median)} median, {percent(max)} greatest
      </p>
      {seenInTraining !== null && seenInTraining > 0 && (
        <p class="note warn small">
          The encoder was trained on {percent(seenInTraining)} of these images: the figures flatter it.
        </p>
      )}
      <section>
        <h3>share that the true name got</h3>
        <ul class="histograms">
          {classes
            .filter((each) => each.n > 0)
            .map((each) => (
              <li key={each.name}>
                <p class="histogram-line">
                  <span>{each.name}</span>
                  <span class="quiet small">
                    {each.n} pairs{each.recall !== null && `, ${percent(each.recall)} called right`}
                  </span>
                </p>
                <Histogram counts={each.shares} />
              </li>
            ))}
        </ul>
        <p class="small quiet histogram-scale">
          <span>0 %</span>
          <span>100 %</span>
        </p>
      </section>
      <section>
        <h3>what was called what</h3>
        <Confusion names={classes.map(({ name }) => name)} counts={confusion} />
      </section>
      {worst.length > 0 && (
        <section>
          <h3>least sure of the truth</h3>
          <WorstPairs worst={worst} library={library} />
        </section>
      )}
    </>
  );
}

interface ConfusionProps {
  readonly names: readonly string[];
  readonly counts: TriedNames["confusion"];
}

/** Rows are the truth, columns what was called; the darker, the greater a part of its row. */
function Confusion({ names, counts }: ConfusionProps) {
  return (
    <ScrollBox class="scroll-x" label="What was called what">
      <table class="confusion">
        <thead>
          <tr>
            <th scope="col">
              <span class="quiet small">is · called</span>
            </th>
            {names.map((name) => (
              <th key={name} scope="col">
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {counts.map((row, i) => {
            const total = row.reduce((sum, count) => sum + count, 0);
            if (total === 0) return null;
            return (
              <tr key={names[i]}>
                <th scope="row">{names[i]}</th>
                {row.map((count, j) => (
                  <td key={names[j]} class={i === j ? "right" : undefined}>
                    <span class="confusion-part" style={{ opacity: count / total }} aria-hidden="true" />
                    <span class="confusion-count">{count}</span>
                  </td>
                ))}
              </tr>
            );
          })}
        </tbody>
      </table>
    </ScrollBox>
  );
}
