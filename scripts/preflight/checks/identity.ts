import { orderNumber } from '../../../shared/wechat-pay/order-number';
import { type Check, error, type Finding, known, type Plan, type Sample, warning } from '../facts';

const WHY =
  'Order numbers are derived from it: with another one, a repeat of a payment would be a second payment.';

/** Whether service, stage, table and `miniapp-id` are those of the stack and of the records in the table. */
export const checkIdentity: Check = (plan, facts) => {
  const deployed = known(facts.deployed);
  const stack = deployed ? againstStack(plan, deployed) : [];
  const records = known(facts.records);
  if (records == null) return stack;
  const { ours, other } = records;
  const stored = ours ? againstOurs(plan, ours) : other ? againstOther(plan, other) : [];
  return [...stack, ...stored];
};

function againstStack(plan: Plan, deployed: Readonly<Record<string, string>>): Finding[] {
  const { MINIAPP_ID, ID_NAMESPACE, RECORDS_TABLE } = deployed;
  const findings: Finding[] = [];
  if (MINIAPP_ID !== undefined && MINIAPP_ID !== plan.miniappId)
    findings.push(otherMiniapp(plan, MINIAPP_ID));
  if (ID_NAMESPACE !== undefined && ID_NAMESPACE !== plan.namespace)
    findings.push(
      error(
        `The stack ${plan.stack} has the namespace ${ID_NAMESPACE}, not ${plan.namespace}. ${WHY}`,
        'Deploy with the same service and stage as before.',
      ),
    );
  if (RECORDS_TABLE !== undefined && RECORDS_TABLE !== plan.table && plan.createTable)
    findings.push(
      error(
        `The stack ${plan.stack} uses the table ${RECORDS_TABLE}; this deploy would create ${plan.table}, which is ` +
          'empty. In an empty table every repeat of a payment looks like a new one.',
        `Keep --param="records-table=${RECORDS_TABLE}", or move to an existing table with create-table=false ` +
          '(docs/restore.md).',
      ),
    );
  return findings;
}

function otherMiniapp({ miniappId }: Plan, kept: string): Finding {
  return error(
    `The miniapp-id was ${kept} so far, not ${miniappId}. ${WHY}`,
    `Deploy with --param="miniapp-id=${kept}".`,
  );
}

function isDerived(namespace: string, { id, miniappId, key }: Sample): boolean {
  return orderNumber(namespace, miniappId, key).id === id;
}

function againstOurs({ namespace, table }: Plan, sample: Sample): Finding[] {
  if (isDerived(namespace, sample)) return [];
  return [
    error(
      `The ids of the records in ${table} do not follow from the namespace ${namespace} (record ${sample.id}). ${WHY}`,
      'Deploy with the service and the stage under which these records were paid, or correct records-table.',
    ),
  ];
}

/**
 * Two mini-programs may share a table, but each has a stack and so a namespace of its own: a record of another
 * mini-program with our namespace is ours from before somebody changed the `miniapp-id`.
 */
function againstOther(plan: Plan, sample: Sample): Finding[] {
  if (isDerived(plan.namespace, sample)) return [otherMiniapp(plan, sample.miniappId)];
  return [
    warning(
      `The table ${plan.table} holds records of the miniapp-id ${sample.miniappId} and of another namespace, and none ` +
        `of ${plan.miniappId} (${plan.namespace}).`,
      'Go on only if the stacks are meant to share a table. Otherwise correct stage, miniapp-id or records-table.',
    ),
  ];
}
