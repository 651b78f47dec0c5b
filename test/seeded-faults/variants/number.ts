import type { Variant } from '../../../scripts/seeded-faults/variant';

/** The order number of an intent and what is sent under it never change. */
export const NUMBER: readonly Variant[] = [
  {
    name: 'a new number on retry',
    danger: 'A repeat whose first try was paid, and whose answer was lost, is paid a second time.',
    file: 'shared/payment/send.ts',
    find: 'orderNumber(config.idNamespace, config.miniappId, key.key)',
    replace: 'orderNumber(config.idNamespace, config.miniappId, key.key + given.newToken())',
  },
  {
    name: 'parked refusal given a new number',
    danger: 'After a top-up WeChat may still pay the old number, and then both are paid.',
    file: 'shared/payment/run/repeat.ts',
    find: 'return (await runAttempt(deps, taken, options)).told;',
    replace:
      "const again = reenters ? { ...taken, mch_billno: taken.id + 'next' } : taken;\n  return (await runAttempt(deps, again, options)).told;",
  },
  {
    name: 'certificate trouble answered by a new number',
    danger: 'The old number may have been paid before the certificate was doubted.',
    file: 'shared/payment/run/attempt.ts',
    find: "this.secret = 'changed-since';\n      }",
    replace:
      "this.secret = 'changed-since';\n        this.record = { ...this.record, mch_billno: this.record.id + 'cert' };\n      }",
  },
  {
    name: 'id hashed with the table name',
    danger: 'A table restored under another name gives every intent a new number: repeats are paid again.',
    file: 'shared/config.ts',
    find: "idNamespace: required(env, 'ID_NAMESPACE'),",
    replace: "idNamespace: required(env, 'ID_NAMESPACE') + required(env, 'RECORDS_TABLE'),",
    unseen: 'It begins with the settings already read, and there is only one table.',
  },
  {
    name: 'parts of the key run together',
    danger: 'Two intents get one number, and the second is answered with the payment of the first.',
    file: 'shared/wechat-pay/order-number.ts',
    find: 'JSON.stringify([idNamespace, miniappId, key])',
    replace: "[idNamespace, miniappId, key].join('')",
    unseen: 'Each of its worlds has one intent, which has nothing to be mistaken for.',
  },
  {
    name: 'nonce random on resend',
    danger: 'A resend differs from the request it repeats, and WeChat may take it for another one.',
    file: 'shared/wechat-pay/order-number.ts',
    find: "hash('sha256', `nonce:",
    replace: "hash('sha256', Math.random() + `nonce:",
  },
  {
    name: 'key reused for another amount',
    danger: 'The caller is told SUCCESS of a payment that was never made.',
    file: 'shared/payment/idempotency-key.ts',
    find: 'return record[stored] !== params[stored];',
    replace: "return name !== 'total_amount' && record[stored] !== params[stored];",
    unseen: 'Each of its worlds has one intent, always with the same params.',
  },
];
