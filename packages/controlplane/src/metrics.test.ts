import { expect, test } from 'vitest';
import { Metrics } from './metrics.ts';

test("writes counters, gauges and histograms as Prometheus's text format has them", () => {
  const metrics = new Metrics();
  metrics.counter('a_total', 'As.').add(3);
  let size = 1;
  metrics.gauge('b', 'Bs.', () => size);
  const seconds = metrics.histogram('c_seconds', 'Cs.', [0.1, 1]);
  for (const value of [0.05, 0.1, 0.5, 7]) seconds.observe(value);
  size = 2;
  expect(metrics.text()).toBe(
    [
      '# HELP a_total As.',
      '# TYPE a_total counter',
      'a_total 3',
      '# HELP b Bs.',
      '# TYPE b gauge',
      'b 2',
      '# HELP c_seconds Cs.',
      '# TYPE c_seconds histogram',
      'c_seconds_bucket{le="0.1"} 2',
      'c_seconds_bucket{le="1"} 3',
      'c_seconds_bucket{le="+Inf"} 4',
      'c_seconds_sum 7.65',
      'c_seconds_count 4',
      '',
    ].join('\n'),
  );
});
