/**
 * What the control plane measures of itself, in Prometheus's text format
 * (https://prometheus.io/docs/instrumenting/exposition_formats/). Durations are in seconds, as is the custom there.
 */
export interface Counter {
  readonly value: number;
  add(count?: number): void;
}

export interface Histogram {
  observe(value: number): void;
}

const durationBounds = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5];

/** A named set of figures. Labels are left out on purpose: nothing here has values worth splitting by. */
export class Metrics {
  readonly #lines: (() => string)[] = [];

  counter(name: string, help: string): Counter {
    const counter = {
      value: 0,
      add(count = 1) {
        this.value += count;
      },
    };
    this.#lines.push(() => `${header(name, help, 'counter')}${name} ${counter.value}\n`);
    return counter;
  }

  /** Read when the text is asked for. */
  gauge(name: string, help: string, read: () => number): void {
    this.#lines.push(() => `${header(name, help, 'gauge')}${name} ${read()}\n`);
  }

  /** Of durations in seconds, or of counts when `bounds` say so. */
  histogram(name: string, help: string, bounds: readonly number[] = durationBounds): Histogram {
    const counts = new Array<number>(bounds.length + 1).fill(0);
    let sum = 0;
    this.#lines.push(() => header(name, help, 'histogram') + histogramText(name, { bounds, counts, sum }));
    return {
      observe(value) {
        const found = bounds.findIndex((bound) => value <= bound);
        const bucket = found < 0 ? bounds.length : found;
        counts[bucket] = counts[bucket]! + 1;
        sum += value;
      },
    };
  }

  text(): string {
    return this.#lines.map((line) => line()).join('');
  }
}

const header = (name: string, help: string, type: string) =>
  `# HELP ${name} ${help}\n# TYPE ${name} ${type}\n`;

function histogramText(
  name: string,
  { bounds, counts, sum }: { bounds: readonly number[]; counts: readonly number[]; sum: number },
): string {
  let total = 0;
  const buckets = counts.map((count, index) => {
    total += count;
    return `${name}_bucket{le="${bounds[index] ?? '+Inf'}"} ${total}\n`;
  });
  return `${buckets.join('')}${name}_sum ${sum}\n${name}_count ${total}\n`;
}
