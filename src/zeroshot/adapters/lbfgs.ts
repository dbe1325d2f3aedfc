import { dot } from "../../core/vector.ts";

/** A smooth function: returns its value at `x` and fills in its gradient. */
export type Objective = (x: Float64Array, gradient: Float64Array) => number;

export interface MinimiseOptions {
  /** It ends where no part of the gradient is greater than this. */
  readonly gradientAtMost: number;
  /** @default 1000 */
  readonly iterations?: number;
  /** Steps that the curvature is estimated from. @default 10 */
  readonly memory?: number;
}

interface Point {
  readonly x: Float64Array;
  readonly value: number;
  readonly gradient: Float64Array;
}

interface Step {
  readonly moved: Float64Array;
  readonly turned: Float64Array;
  readonly curvature: number;
}

/**
 * The least point of a smooth convex function by L-BFGS: it ends at the tolerance, at the limit of iterations, or where rounding allows no
 * lower value. Source: Nocedal and Wright, Numerical Optimization (2006), algorithms 7.4 and 7.5.
 */
export function minimise(
  objective: Objective,
  start: Float64Array,
  { gradientAtMost, iterations = 1000, memory = 10 }: MinimiseOptions,
): Float64Array {
  const at = (x: Float64Array): Point => {
    const gradient = new Float64Array(x.length);
    return { x, value: objective(x, gradient), gradient };
  };
  const steps: Step[] = [];
  let point = at(start);
  for (let i = 0; i < iterations && greatest(point.gradient) > gradientAtMost; i++) {
    const direction = descent(point.gradient, steps);
    const next = lineSearch(point, direction, steps.length === 0 ? 1 / greatest(point.gradient) : 1, at);
    if (!next) break;
    const moved = minus(next.x, point.x);
    const turned = minus(next.gradient, point.gradient);
    const curvature = dot(moved, turned);
    if (curvature > 0) steps.push({ moved, turned, curvature });
    if (steps.length > memory) steps.shift();
    point = next;
  }
  return point.x;
}

/** Two-loop recursion: minus the inverse of the estimated curvature times the gradient. */
function descent(gradient: Float64Array, steps: readonly Step[]): Float64Array {
  const direction = gradient.map((value) => -value);
  const parts = steps.map(() => 0);
  for (let i = steps.length - 1; i >= 0; i--) {
    parts[i] = dot(steps[i].moved, direction) / steps[i].curvature;
    add(direction, -parts[i], steps[i].turned);
  }
  const last = steps.at(-1);
  if (last) scale(direction, last.curvature / dot(last.turned, last.turned));
  steps.forEach(({ moved, turned, curvature }, i) => {
    add(direction, parts[i] - dot(turned, direction) / curvature, moved);
  });
  return direction;
}

/** Steps that are tried before rounding is taken for the end. */
const mostTrials = 50;

/**
 * A step that lowers the value enough and flattens the slope enough (weak Wolfe conditions), by doubling and halving; null where none does.
 * Source: Lewis and Overton, Nonsmooth optimization via quasi-Newton methods (2013), section 2.
 */
function lineSearch(
  { x, value, gradient }: Point,
  direction: Float64Array,
  first: number,
  at: (x: Float64Array) => Point,
): Point | null {
  const slope = dot(gradient, direction);
  if (!(slope < 0)) return null;
  let [low, high, length] = [0, Number.POSITIVE_INFINITY, first];
  for (let i = 0; i < mostTrials; i++) {
    const moved = x.slice();
    add(moved, length, direction);
    const next = at(moved);
    if (!(next.value <= value + 1e-4 * length * slope)) high = length;
    else if (dot(next.gradient, direction) < 0.9 * slope) low = length;
    else return next;
    length = high === Number.POSITIVE_INFINITY ? 2 * low : (low + high) / 2;
  }
  return null;
}

function greatest(values: Float64Array): number {
  return values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
}

function minus(a: Float64Array, b: Float64Array): Float64Array {
  return a.map((value, i) => value - b[i]);
}

function add(to: Float64Array, factor: number, values: Float64Array): void {
  for (let i = 0; i < to.length; i++) to[i] += factor * values[i];
}

function scale(values: Float64Array, factor: number): void {
  for (let i = 0; i < values.length; i++) values[i] *= factor;
}
