import { pairTrouble } from '../../shared/merchant/pair';
import { isOnly, PemError, readPem } from '../../shared/merchant/pem';
import { required } from '../command';
import { CommandError, UsageError } from '../errors';
import type { Io } from '../io';
import { type PemPair, pairOfP12, WrongPasswordError } from './p12';
import { readBytes, readLine, readTextFile } from './text-file';

/** The options that name the files. */
export interface PairOptions {
  readonly p12?: string | undefined;
  readonly 'p12-password-file'?: string | undefined;
  readonly certificate?: string | undefined;
  readonly 'private-key'?: string | undefined;
}

/** @throws UsageError unless the files are given in exactly one of the two ways */
export function checkPairOptions(options: PairOptions): void {
  const isPem = options.certificate !== undefined || options['private-key'] !== undefined;
  if (options.p12 === undefined && !isPem)
    throw new UsageError('Give --p12, or --certificate and --private-key.');
  if (options.p12 !== undefined && isPem)
    throw new UsageError('Give either --p12, or --certificate and --private-key, not both.');
  if (options.p12 === undefined && options['p12-password-file'] !== undefined)
    throw new UsageError('--p12-password-file goes with --p12.');
  for (const name of isPem ? ['certificate', 'private-key'] : ['p12'])
    required(options as Readonly<Record<string, unknown>>, name);
}

/** The merchant number opens the p12 that WeChat issues; a person may have exported another one. */
async function readP12(file: Buffer, options: PairOptions, mchId: string, io: Io): Promise<PemPair> {
  const passwordFile = options['p12-password-file'];
  if (passwordFile !== undefined)
    return pairOfP12(file, await readLine('p12-password-file', passwordFile, io));
  try {
    return pairOfP12(file, mchId);
  } catch (error) {
    if (!(error instanceof WrongPasswordError)) throw error;
    if (!io.isTTY)
      throw new WrongPasswordError(
        `The merchant number ${mchId} does not open --p12: check --mch-id, or give --p12-password-file; if the password is right, the file is damaged.`,
        { cause: error },
      );
    return pairOfP12(file, await io.askSecret(`${mchId} is not the password of the p12. Its password: `));
  }
}

/** @throws CommandError unless the texts are a certificate and a key, each in its place */
export function pairOfPem(certificate: string, privateKey: string): PemPair {
  if (isOnly('private key', certificate) && isOnly('certificate', privateKey))
    throw new CommandError('--certificate and --private-key are swapped.');
  return {
    certificate: pemOf('certificate', '--certificate', certificate),
    privateKey: pemOf('private key', '--private-key', privateKey),
  };
}

function pemOf(kind: 'certificate' | 'private key', option: string, text: string): string {
  if (text.trim() === '') throw new CommandError(`${option} is empty.`);
  try {
    return readPem(kind, text);
  } catch (error) {
    if (!(error instanceof PemError)) throw error;
    throw new CommandError(`${option} ${error.message}.`, { cause: error });
  }
}

/** @throws CommandError unless certificate and key belong together */
export function checkPair(pair: PemPair, isP12: boolean): PemPair {
  const names = isP12
    ? { certificate: 'the certificate of --p12', privateKey: 'its key' }
    : { certificate: '--certificate', privateKey: '--private-key' };
  const trouble = pairTrouble(pair.certificate, pair.privateKey, names);
  if (trouble !== null) throw new CommandError(`${trouble}.`);
  return pair;
}

/** The certificate and key of the given files. @throws CommandError unless they belong together */
export async function readPair(options: PairOptions, mchId: string, io: Io): Promise<PemPair> {
  const { p12, certificate = '', 'private-key': privateKey = '' } = options;
  const pair =
    p12 === undefined
      ? pairOfPem(
          await readTextFile('certificate', certificate),
          await readTextFile('private-key', privateKey),
        )
      : await readP12(await readBytes('p12', p12), options, mchId, io);
  return checkPair(pair, p12 !== undefined);
}
