import type { Command } from "commander";
import type { Evaluations } from "../app/evaluate.ts";
import { robustnessPage } from "../evaluation/html/robustness-page.ts";
import { robustnessProtocol } from "../evaluation/robustness.ts";
import { positiveInteger, runCommand } from "./command.ts";
import { type EvalFlags, publish, publishedEvaluation, request } from "./eval-command.ts";
import { describeEvaluation, figure, interval } from "./figures-in-words.ts";
import { columns } from "./output.ts";

interface RobustnessFlags extends EvalFlags {
  readonly biology: string;
  readonly site: string;
  readonly k: number;
}

export function robustnessCommand(): Command {
  return publishedEvaluation(
    "robustness",
    "Whether the nearest images show the same, or come from the same place.",
    robustnessProtocol,
  )
    .requiredOption("--biology <field>", "manifest field of what the images show: label")
    .requiredOption("--site <field>", "manifest field of where they come from: source, site, scanner")
    .option("--k <n>", "nearest images looked at", positiveInteger, 10)
    .option("--prompts <file>", "prompt file or shipped set whose classes stand for the labels of --biology")
    .action((flags: RobustnessFlags) =>
      runCommand(flags, async (context) => {
        const { biology, site, k } = flags;
        const evaluated = await context.app.evaluate.robustness({
          ...(await request(flags, context)),
          biology,
          site,
          k,
        });
        return publish(flags, context, evaluated, {
          page: robustnessPage,
          describe: (result) => [describeEvaluation(result), describeNeighbours(result)],
        });
      }),
    );
}

type Result = Awaited<ReturnType<Evaluations["robustness"]>>["result"];

function describeNeighbours({ balanced, classes, sites, neighbours, chance, oneSided, without, k }: Result): string {
  const rows = classes.map(({ name, n, robustnessIndex }) => [
    name,
    `${n}`,
    robustnessIndex ? figure(robustnessIndex.value) : "–",
    robustnessIndex ? interval(robustnessIndex) : "",
  ]);
  const { sameSame, sameOther, otherSame, otherOther } = neighbours;
  return [
    columns([["class", "n", "index", "95 % interval"], ...rows], [1, 2]),
    `Mean over the classes: ${balanced ? `${figure(balanced.value)} ${interval(balanced)}` : "not defined"}; with neighbours at random: ${figure(chance)}.`,
    `Of the ${k} nearest of each: ${sameSame} same class and site, ${sameOther} same class and other site, ${otherSame} other class and same site, ${otherOther} other class and site.`,
    ...(oneSided > 0
      ? [`Not asked, their class at no other site or their site without another class: ${oneSided} images.`]
      : []),
    `Sites: ${sites.map(({ name, n }) => `${name} (${n})`).join(", ")}${without > 0 ? `; ${without} rows name no class or no site` : ""}.`,
  ].join("\n\n");
}
