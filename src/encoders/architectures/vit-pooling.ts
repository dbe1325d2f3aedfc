import type { GraphBuilder, Value } from "../graphs/graph-builder.ts";
import { reshaped, rowsOf, type Weight } from "../graphs/weight.ts";
import { attend } from "./attention.ts";
import { affine, type Layer, layerNorm, linear } from "./layers.ts";
import type { VitSpec } from "./spec.ts";
import type { StateDict } from "./state-dict.ts";
import { feedForward } from "./transformer-block.ts";
import { between, prefixTokens } from "./vit.ts";
import { vitLayouts } from "./vit-layouts.ts";

/** What a pool makes of the tokens. */
export interface Pooled {
  /** [B, width of the pool] */
  readonly image: Value;
  /** Each patch as if it were all that is pooled: [B, patches, width of the pool]; of the tower's own width where a pool joins several. */
  readonly patches: Value;
}

type AttentionHead = Extract<VitSpec["pool"], { readonly kind: "attention-head" }>;
type AttentionalPooler = Extract<VitSpec["pool"], { readonly kind: "attentional-pooler" }>;

/** Pooled and, where its norm stands there, normalised. @param root of the whole checkpoint: a pool's own prefix is counted from there */
export function poolTokens(graph: GraphBuilder, tokens: Value, root: StateDict, spec: VitSpec): Pooled {
  const { image, patches } = pooled(graph, tokens, root, spec);
  if (spec.norm === "tokens") return { image, patches };
  const state = root.within(`${spec.prefix}${vitLayouts[spec.layout].norm.pooled}.`);
  const norm = layerNorm(graph, state, { ...spec, width: pooledWidth(spec) });
  return { image: norm(image), patches: norm(patches) };
}

function pooled(graph: GraphBuilder, tokens: Value, root: StateDict, spec: VitSpec): Pooled {
  const { pool } = spec;
  const patches = between(graph, tokens, prefixTokens(spec));
  const classToken = () => at(graph, tokens, 0);
  const mean = () => graph.operator("ReduceMean", [patches, graph.int64s([1])], { keepdims: 0 });
  switch (pool.kind) {
    case "class-token":
      return { image: classToken(), patches };
    case "patch-mean":
      return { image: mean(), patches };
    case "class-token-and-patch-mean":
      return { image: graph.operator("Concat", [classToken(), mean()], { axis: -1 }), patches };
    case "attention-head":
      return attentionHead(graph, { tokens, patches }, root.within(pool.prefix), { spec, pool });
    case "attentional-pooler":
      return attentionalPooler(graph, { tokens, patches }, root, { spec, pool });
    default:
      return pool satisfies never;
  }
}

/** Dimensions of a pooled vector. */
export function pooledWidth({ pool, width }: VitSpec): number {
  if (pool.kind === "attentional-pooler") return pool.width;
  return pool.kind === "class-token-and-patch-mean" ? 2 * width : width;
}

interface Tokens {
  readonly tokens: Value;
  readonly patches: Value;
}

/** One token of [B, N, width]: [B, width]. */
function at(graph: GraphBuilder, tokens: Value, index: number): Value {
  return graph.operator("Gather", [tokens, graph.int64s([index], [])], { axis: 1 });
}

/**
 * SigLIP's multi-head attention pooling. Of a single patch the softmax is 1, so that its pooled vector is what its value becomes.
 * Sources: transformers `SiglipMultiheadAttentionPoolingHead`; timm `AttentionPoolLatent`.
 */
function attentionHead(
  graph: GraphBuilder,
  { tokens, patches }: Tokens,
  state: StateDict,
  { spec, pool }: { readonly spec: VitSpec; readonly pool: AttentionHead },
): Pooled {
  const { width } = spec;
  const { heads } = pool;
  const { probe, query, key, value, out, norm, mlp } = headLayers(graph, state, spec, pool);
  const queries = query(graph.weight(probe));
  const attended = out(
    attend(graph, { query: queries, key: key(tokens), values: value(tokens) }, { width, heads, mask: null }),
  );
  const forward = feedForward(graph, mlp, { ...pool, width });
  const rest = (pooled: Value) => graph.operator("Add", [pooled, forward(norm(pooled))]);
  return { image: at(graph, rest(attended), 0), patches: rest(out(value(patches))) };
}

function headLayers(graph: GraphBuilder, state: StateDict, spec: VitSpec, pool: AttentionHead) {
  const { width } = spec;
  const square = { from: width, to: width };
  const rest = (names: { out: string; norm: string; mlp: string }) => ({
    out: linear(graph, state.within(`${names.out}.`), square),
    norm: layerNorm(graph, state.within(`${names.norm}.`), spec),
    mlp: {
      kind: "mlp" as const,
      first: state.within(`${names.mlp}.fc1.`),
      last: state.within(`${names.mlp}.fc2.`),
    },
  });
  if (pool.layout === "hugging-face") {
    const weight = state.take("attention.in_proj_weight", [3 * width, width]);
    const bias = state.take("attention.in_proj_bias", [3 * width]);
    const [query, key, value] = thirds(graph, weight, bias, width);
    const names = { out: "attention.out_proj", norm: "layernorm", mlp: "mlp" };
    return { probe: state.take("probe", [1, 1, width]), query, key, value, ...rest(names) };
  }
  const weight = state.take("kv.weight", [2 * width, width]);
  const bias = state.take("kv.bias", [2 * width]);
  const [key, value] = thirds(graph, weight, bias, width);
  const query = linear(graph, state.within("q."), square);
  return {
    probe: state.take("latent", [1, 1, width]),
    query,
    key,
    value,
    ...rest({ out: "proj", norm: "norm", mlp: "mlp" }),
  };
}

/** Projections of `width` each that stand one after the other in one tensor. */
function thirds(graph: GraphBuilder, weight: Weight, bias: Weight, width: number): readonly Layer[] {
  return Array.from({ length: weight.dims[0] / width }, (_, i) =>
    affine(graph, rowsOf(weight, i * width, (i + 1) * width), rowsOf(bias, i * width, (i + 1) * width)),
  );
}

/**
 * CoCa's attentional pooler, of its first query. Source: open_clip `AttentionalPooler` over torch's `MultiheadAttention`, whose three
 * projections are apart where tokens and queries differ in width.
 */
function attentionalPooler(
  graph: GraphBuilder,
  { tokens, patches }: Tokens,
  root: StateDict,
  { spec, pool }: { readonly spec: VitSpec; readonly pool: AttentionalPooler },
): Pooled {
  const state = root.within(pool.prefix);
  const { width, heads, queries } = pool;
  const normKeys = layerNorm(graph, state.within("ln_k."), { ...pool, width: spec.width });
  const normQueries = layerNorm(graph, state.within("ln_q."), pool);
  const [query, key, value] = poolerProjections(graph, state.within("attn."), spec.width, width);
  const out = linear(graph, state.within("attn.out_proj."), { from: width, to: width });
  const normPooled = layerNorm(graph, root.within(`${pool.norm}.`), pool);
  const learned = graph.weight(reshaped(state.take("query", [queries, width]), [1, queries, width]));
  const seen = normKeys(tokens);
  const attended = attend(
    graph,
    { query: query(normQueries(learned)), key: key(seen), values: value(seen) },
    { width, heads, mask: null },
  );
  return {
    image: at(graph, normPooled(out(attended)), 0),
    patches: normPooled(out(value(normKeys(patches)))),
  };
}

function poolerProjections(graph: GraphBuilder, state: StateDict, from: number, width: number): readonly Layer[] {
  const bias = state.take("in_proj_bias", [3 * width]);
  if (from === width) return thirds(graph, state.take("in_proj_weight", [3 * width, width]), bias, width);
  return ["q", "k", "v"].map((name, i) =>
    affine(
      graph,
      state.take(`${name}_proj_weight`, [width, name === "q" ? width : from]),
      rowsOf(bias, i * width, (i + 1) * width),
    ),
  );
}
