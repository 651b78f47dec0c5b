import { open, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Latency } from './figures';

/** The newest lines are enough, and a log may be large. */
const TAIL_BYTES = 256 * 1024;

async function tail(path: string): Promise<string> {
  const file = await open(path, 'r');
  try {
    const { size } = await file.stat();
    const from = Math.max(0, size - TAIL_BYTES);
    const { buffer, bytesRead } = await file.read(Buffer.alloc(size - from), 0, size - from, from);
    return buffer.toString('utf8', 0, bytesRead);
  } finally {
    await file.close();
  }
}

/** The calls of a line in the embedded format of CloudWatch, in milliseconds. */
function callsOf(line: string, sinceMs: number): number[] {
  if (!line.includes('"wechat_ms"')) return [];
  try {
    const { _aws, wechat_ms } = JSON.parse(line) as { _aws?: { Timestamp?: number }; wechat_ms?: unknown };
    if ((_aws?.Timestamp ?? 0) < sinceMs) return [];
    return [wechat_ms].flat().filter((ms): ms is number => typeof ms === 'number');
  } catch {
    // The tail may begin in the middle of a line.
    return [];
  }
}

/** The value below which this share of the sorted values is, by the nearest rank. */
function percentile(sorted: readonly number[], share: number): number {
  return sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? 0;
}

/**
 * WeChat's latency today from the functions' own log lines, which on AWS are CloudWatch's metrics.
 * @param sinceMs unix milliseconds
 * @returns null without a call
 */
export async function latencyOfLogs(logsDir: string, sinceMs: number): Promise<Latency | null> {
  const names = (await readdir(logsDir)).filter((name) => name.endsWith('.log'));
  const texts = await Promise.all(names.map((name) => tail(join(logsDir, name))));
  const calls = texts
    .flatMap((text) => text.split('\n'))
    .flatMap((line) => callsOf(line, sinceMs))
    .sort((a, b) => a - b);
  return calls.length === 0 ? null : { p50: percentile(calls, 0.5), p99: percentile(calls, 0.99) };
}
