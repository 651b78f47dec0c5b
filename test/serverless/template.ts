import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { RegoEngine, TemplateFile } from '@aws/cloudformation-validate';
import { tempFolder } from '../kit/folder';
import { stdoutOf } from '../kit/process';
import { serverless } from './serverless-process';

export interface Resource {
  readonly Type: string;
  readonly Condition?: string;
  readonly DeletionPolicy?: string;
  readonly UpdateReplacePolicy?: string;
  readonly Properties: Readonly<Record<string, unknown>>;
}

export interface Template {
  readonly Conditions: Readonly<Record<string, unknown>>;
  readonly Resources: Readonly<Record<string, Resource>>;
  readonly Outputs: Readonly<Record<string, { readonly Value: unknown }>>;
}

/** Packages the project with params, `name=value`, into a folder. */
export async function packaged(...params: string[]): Promise<string> {
  const folder = await tempFolder();
  // With an account out of reach: whatever would ask AWS fails.
  const env = { AWS_ENDPOINT_URL: 'http://127.0.0.1:1', AWS_EC2_METADATA_DISABLED: 'true' };
  const given = params.map((param) => `--param=${param}`);
  stdoutOf(await serverless(['package', '--package', folder, ...given], env));
  return folder;
}

function templateFileIn(folder: string): string {
  return join(folder, 'cloudformation-template-update-stack.json');
}

export async function templateIn(folder: string): Promise<Template> {
  return JSON.parse(await readFile(templateFileIn(folder), 'utf8'));
}

/** What AWS's own validator finds in the template of a folder, warnings left out. */
export function faultsIn(folder: string): { status: string; grave: unknown[] } {
  const engine = new RegoEngine();
  try {
    const { status, diagnostics } = engine.validateStandard(new TemplateFile(templateFileIn(folder)));
    return {
      status,
      grave: diagnostics.filter(({ severity }) => severity === 'FATAL' || severity === 'ERROR'),
    };
  } finally {
    engine.free();
  }
}
