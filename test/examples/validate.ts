import { RegoEngine, TemplateFile } from '@aws/cloudformation-validate';

/** What AWS's own validator, offline, says of a template: a template in order has status OK and no grave finding. */
export function validate(file: string): { readonly status: string; readonly grave: readonly unknown[] } {
  const engine = new RegoEngine();
  try {
    const { status, diagnostics } = engine.validateStandard(new TemplateFile(file));
    return {
      status,
      grave: diagnostics.filter(({ severity }) => severity === 'FATAL' || severity === 'ERROR'),
    };
  } finally {
    engine.free();
  }
}
