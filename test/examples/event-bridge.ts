/** What EventBridge and its Scheduler do to an event before Lambda gets it, as far as the examples use it. */

type Tree = Readonly<Record<string, unknown>>;

export interface InputTransformer {
  readonly InputPathsMap: Readonly<Record<string, string>>;
  readonly InputTemplate: string;
}

/** What Scheduler knows of one delivery. Only the scheduled time is the same for all deliveries of one firing. */
export interface Delivery {
  readonly scheduledTime: string;
  readonly executionId: string;
  readonly attempt: number;
}

/**
 * Replaces Scheduler's context attributes in the text of an input.
 * Source: https://docs.aws.amazon.com/scheduler/latest/UserGuide/managing-schedule-context-attributes.html
 */
export function scheduledInput(input: string, { scheduledTime, executionId, attempt }: Delivery): unknown {
  const values: Readonly<Record<string, string>> = {
    'scheduled-time': scheduledTime,
    'execution-id': executionId,
    'attempt-number': String(attempt),
    'schedule-arn': 'arn:aws:scheduler:ap-southeast-1:000000000000:schedule/default/test',
  };
  return JSON.parse(
    input.replace(/<aws\.scheduler\.([\w-]+)>/g, (whole, name: string) => values[name] ?? whole),
  );
}

/** @param path in dot notation, `$.detail.order`; `undefined` when it finds nothing */
function valueAt(event: Tree, path: string): unknown {
  if (!/^\$(\.[\w-]+)*$/.test(path)) throw new Error(`not a path in dot notation: ${path}`);
  const steps = path.split('.').slice(1);
  return steps.reduce<unknown>((here, step) => (here as Tree | undefined)?.[step], event);
}

/** Whether the character at `end` stands inside a string of the JSON template. */
function isInString(template: string, end: number): boolean {
  const quotes = template.slice(0, end).replace(/\\./g, '').match(/"/g) ?? [];
  return quotes.length % 2 === 1;
}

/**
 * Fills a template that is a JSON object. Inside a string, a text is put in as it is: EventBridge does not escape it.
 * Elsewhere a value is put in as JSON. A variable whose path finds nothing does not appear in the output.
 * Source: https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-transform-target-input.html
 * @throws SyntaxError when the result is not JSON
 */
export function transform({ InputPathsMap, InputTemplate }: InputTransformer, event: Tree): unknown {
  const text = InputTemplate.replace(/<([\w-]+)>/g, (whole, name: string, at: number) => {
    const path = InputPathsMap[name];
    if (path === undefined) throw new Error(`the template uses ${whole}, which no path defines`);
    const value = valueAt(event, path);
    if (value === undefined) return '';
    return typeof value === 'string' && isInString(InputTemplate, at) ? value : JSON.stringify(value);
  });
  return JSON.parse(text);
}

/** Whether an event matches a pattern of texts and `exists`. @throws on any other filter */
export function matches(pattern: Tree, event: Tree): boolean {
  return Object.entries(pattern).every(([key, wanted]) => {
    const value = event[key];
    if (!Array.isArray(wanted))
      return typeof value === 'object' && value !== null && matches(wanted as Tree, value as Tree);
    return wanted.some((filter) => {
      if (typeof filter === 'string') return filter === value;
      if (JSON.stringify(filter) === '{"exists":true}') return value !== undefined;
      throw new Error(`not a filter that this stand-in knows: ${JSON.stringify(filter)}`);
    });
  });
}
