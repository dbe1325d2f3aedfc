import type { ResNetSpec } from "../spec.ts";
import type { Shapes } from "./shapes.ts";

/** What the shapes of a ResNet's tensors say of it. */
export function resNet(
  shapes: Shapes,
  { prefix, imagePx, variant }: Pick<ResNetSpec, "prefix" | "imagePx" | "variant">,
): Omit<ResNetSpec, "pool" | "projection"> {
  const [stem] = shapes.of(`${prefix}${variant === "openai" ? "conv3" : "conv1"}.weight`);
  const [planes] = shapes.of(`${prefix}layer1.0.conv1.weight`);
  const layers = [1, 2, 3, 4].map((stage) => shapes.count(`${prefix}layer${stage}.`));
  return { kind: "resnet", variant, prefix, imagePx, stem, planes, layers };
}
