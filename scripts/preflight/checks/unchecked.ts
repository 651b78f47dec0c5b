import { type Check, type Fact, type Finding, warning } from '../facts';

/** Says what could not be looked up, so that silence never stands for "all is well". */
export const checkUnchecked: Check = (_plan, { nowMs: _now, ...facts }) =>
  Object.values(facts).flatMap((fact: Fact<unknown>): Finding[] =>
    fact.known
      ? []
      : [
          warning(
            `Could not check ${fact.what}: ${fact.reason}.`,
            `The check needs the permission ${fact.permission}.`,
          ),
        ],
  );
