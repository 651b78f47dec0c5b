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

/** Every seeded fault, by what it breaks. */
export const VARIANTS: Readonly<Record<string, readonly Variant[]>> = {
  'One number per key': NUMBER,
  'The record comes first': CLAIM,
  'What an answer means': ANSWER,
  'When a number is sent': DRIVE,
  'What is on record': RECORD,
  'One attempt at a time': OWNER,
  'Recovery, merchants, budget': RECOVER,
  'Numbers with a past': PAST,
  'Money and bytes': WIRE,
};
