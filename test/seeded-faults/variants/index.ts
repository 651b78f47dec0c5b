import type { Variant } from '../../../scripts/seeded-faults/variant';
import { ANSWER } from './answer';
import { CLAIM } from './claim';
import { DRIVE } from './drive';
import { NUMBER } from './number';
import { OWNER } from './owner';
import { PAST } from './past';
import { RECORD } from './record';
import { RECOVER } from './recover';

import { WIRE } from './wire';

/** Every planted fault, by what it breaks. */
export const VARIANTS: Readonly<Record<string, readonly Variant[]>> = {
  'One number for ever': NUMBER,
  'The record comes first': CLAIM,
  'What an answer means': ANSWER,
  'When a number is sent': DRIVE,
  'What is on record': RECORD,
  'One driver at a time': OWNER,
  'Recovery, merchants, budget': RECOVER,
  'Numbers with a past': PAST,
  'Money and bytes': WIRE,
};
