import type { GraphBuilder, Value } from "../graphs/graph-builder.ts";
import { averagePool, batchNorm, convolution, relu } from "./convolutions.ts";
import type { Layer } from "./layers.ts";
import type { ResNetSpec } from "./spec.ts";
import type { StateDict } from "./state-dict.ts";

/** A bottleneck's output channels as a multiple of its inner ones. */
const expansion = 4;

/** Channels of the last map. */
export function resNetWidth({ planes, layers }: Pick<ResNetSpec, "planes" | "layers">): number {
  return planes * 2 ** (layers.length - 1) * expansion;
}

/** Cells of the last map along each side: a convolution counts an odd pixel at the end as a cell of its own, a mean of squares leaves it out. */
export function resNetSide({ variant, imagePx, layers }: Pick<ResNetSpec, "variant" | "imagePx" | "layers">): number {
  const halved = Math.ceil(imagePx / 2);
  const more = 2 ** layers.length;
  return variant === "openai" ? Math.floor(halved / more) : Math.ceil(halved / more);
}

/**
 * The last map of a ResNet of bottlenecks. `torchvision`: one convolution of 7 px, strides in the second convolution of a block. `openai`: three
 * convolutions of 3 px, and every stride is a mean of squares before a convolution, so that nothing is left out.
 * Sources: torchvision `resnet.py` (v1.5); OpenAI CLIP `ModifiedResNet`.
 * @param pixels [B, 3, imagePx, imagePx]
 * @returns [B, resNetWidth, resNetSide, resNetSide]
 */
export function resNetMap(graph: GraphBuilder, pixels: Value, state: StateDict, spec: ResNetSpec): Value {
  const { planes, layers, stem, variant } = spec;
  let map = variant === "openai" ? openAiStem(graph, pixels, state, stem) : torchvisionStem(graph, pixels, state, stem);
  let from = stem;
  for (const [stage, blocks] of layers.entries()) {
    const inner = planes * 2 ** stage;
    for (let block = 0; block < blocks; block++) {
      const stride = stage > 0 && block === 0 ? 2 : 1;
      const own = state.within(`layer${stage + 1}.${block}.`);
      map = bottleneck(graph, own, { from, inner, stride, variant, first: block === 0 })(map);
      from = inner * expansion;
    }
  }
  return map;
}

function torchvisionStem(graph: GraphBuilder, pixels: Value, state: StateDict, to: number): Value {
  const first = convolution(graph, state.within("conv1."), { from: 3, to, kernelPx: 7, stride: 2 })(pixels);
  const map = relu(graph, batchNorm(graph, state.within("bn1."), to)(first));
  return graph.operator("MaxPool", [map], { kernel_shape: [3, 3], strides: [2, 2], pads: [1, 1, 1, 1] });
}

function openAiStem(graph: GraphBuilder, pixels: Value, state: StateDict, to: number): Value {
  let map = pixels;
  for (const [i, channels] of [to / 2, to / 2, to].entries()) {
    const from = i === 0 ? 3 : to / 2;
    const size = { from, to: channels, kernelPx: 3, stride: i === 0 ? 2 : 1 };
    map = convolution(graph, state.within(`conv${i + 1}.`), size)(map);
    map = relu(graph, batchNorm(graph, state.within(`bn${i + 1}.`), channels)(map));
  }
  return averagePool(graph, map, 2);
}

interface BottleneckSize {
  readonly from: number;
  readonly inner: number;
  readonly stride: number;
  readonly variant: ResNetSpec["variant"];
  /** Of its stage: then what goes around it has a convolution of its own. */
  readonly first: boolean;
}

function bottleneck(
  graph: GraphBuilder,
  state: StateDict,
  { from, inner, stride, variant, first }: BottleneckSize,
): Layer {
  const to = inner * expansion;
  const pooled = variant === "openai" && stride > 1;
  const second = { from: inner, to: inner, kernelPx: 3, stride: variant === "openai" ? 1 : stride };
  const part = (index: number, size: { from: number; to: number; kernelPx: number; stride?: number }): Layer => {
    const convolve = convolution(graph, state.within(`conv${index}.`), size);
    const norm = batchNorm(graph, state.within(`bn${index}.`), size.to);
    return (value) => norm(convolve(value));
  };
  const parts = [part(1, { from, to: inner, kernelPx: 1 }), part(2, second), part(3, { from: inner, to, kernelPx: 1 })];
  const around = first
    ? downsample(graph, state.within("downsample."), { from, to, stride, variant })
    : (value: Value) => value;
  return (value) => {
    const inside = relu(graph, parts[1](relu(graph, parts[0](value))));
    const through = parts[2](pooled ? averagePool(graph, inside, stride) : inside);
    return relu(graph, graph.operator("Add", [through, around(value)]));
  };
}

function downsample(
  graph: GraphBuilder,
  state: StateDict,
  { from, to, stride, variant }: { from: number; to: number; stride: number; variant: ResNetSpec["variant"] },
): Layer {
  const own = variant === "openai" ? 1 : stride;
  const convolve = convolution(graph, state.within("0."), { from, to, kernelPx: 1, stride: own });
  const norm = batchNorm(graph, state.within("1."), to);
  return (value) => norm(convolve(variant === "openai" && stride > 1 ? averagePool(graph, value, stride) : value));
}
