import { metricsOf, namespaceOf } from '../../../shared/lambda/metrics';
import { embeddedMetrics } from '../../kit/cloudwatch';

const LOGGER = { service: 'red-pack', function_name: 'red-pack-dev-sendRedPack' };

function names(message: string, fields: Record<string, unknown>): string[] {
  return embeddedMetrics({ ...LOGGER, ...metricsOf(message, fields, 'red-pack-dev', 1) }).map(
    ({ name }) => name,
  );
}

describe('metricsOf', () => {
  it('adds nothing to a line without a metric', () => {
    expect(metricsOf('secret not renewed', { record_id: 'x' }, 'red-pack-dev', 1)).toEqual({});
  });

  it('leaves out a value that is no number, so that CloudWatch keeps the others of the line', () => {
    const exchanges = [{ elapsed_ms: undefined }];
    expect(names('send completed', { state: 'paid', fen: undefined, exchanges })).toEqual(['paid']);
    expect(names('send completed', { state: 'open', fen: 100, exchanges: [] })).toEqual(['paid', 'open']);
    expect(names('budget claimed', { budget_percent: Number.NaN })).toEqual([]);
  });

  it('puts the metrics of all calls of an attempt into the one line', () => {
    const exchanges = [
      { code: 'FREQ_LIMIT', elapsed_ms: 80 },
      { code: null, elapsed_ms: 90 },
    ];
    const line = metricsOf('send completed', { state: 'paid', fen: 100, exchanges }, 'red-pack-dev', 1);
    expect(line).toMatchObject({ paid: 1, paid_fen: 100, wechat_ms: [80, 90], freq_limit: 1 });
    expect(embeddedMetrics({ ...LOGGER, ...line })).toHaveLength(4);
  });
});

test('namespaceOf is the name of the stack that a function belongs to', () => {
  expect(namespaceOf('red-pack-prod-sendRedPack')).toBe('red-pack-prod');
  expect(namespaceOf(undefined)).toBe('red-pack');
});
