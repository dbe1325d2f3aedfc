import { Command } from "commander";
import { localisationCommand } from "./eval-localisation.ts";
import { probeCommand } from "./eval-probe.ts";
import { retrievalCommand } from "./eval-retrieval.ts";
import { vqaCommand } from "./eval-vqa.ts";
import { zeroShotCommand } from "./eval-zeroshot.ts";

export function evalCommand(): Command {
  return new Command("eval")
    .description("Measure the encoder and the answers on labelled data of yours, with 95 % intervals by case.")
    .addCommand(zeroShotCommand())
    .addCommand(retrievalCommand())
    .addCommand(vqaCommand())
    .addCommand(localisationCommand())
    .addCommand(probeCommand());
}
