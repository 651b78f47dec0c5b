import { cp, mkdir, readFile, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { node } from './node';
import { seedFault, type Variant } from './variant';

/** A fault may leave a name unused, which is not a type error. */
const OPTIONS = { noEmit: true, noUnusedLocals: false, noUnusedParameters: false };

/**
 * Rejects variants that `tsc` alone would catch: they need no test and prove none. One run of tsc checks all variants,
 * each in a separate copy of `shared/`.
 * @throws Error with the output of tsc; DriftError
 */
export async function refuseTypeErrors(
  root: string,
  folder: string,
  variants: readonly Variant[],
): Promise<void> {
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  await symlink(await realpath(join(root, 'node_modules')), join(folder, 'node_modules'), 'dir');
  for (const [index, variant] of variants.entries()) {
    const copy = join(folder, `${index}`);
    await cp(join(root, 'shared'), join(copy, 'shared'), { recursive: true });
    const source = await readFile(join(root, variant.file), 'utf8');
    await writeFile(join(copy, variant.file), seedFault(source, variant));
  }
  const config = { extends: join(root, 'tsconfig.json'), compilerOptions: OPTIONS, include: ['*/shared'] };
  await writeFile(join(folder, 'tsconfig.json'), JSON.stringify(config));
  const { code, output } = await node(folder, 'typescript/bin/tsc', ['--project', '.', '--pretty', 'false']);
  if (code === 0) return;
  const named = output.replace(
    /^(\d+)\/shared/gm,
    (_, index: string) => `"${variants[Number(index)]?.name}": shared`,
  );
  throw new Error(`tsc alone catches these variants, so they need no test:\n${named}`);
}
