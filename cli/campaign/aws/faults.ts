/** What to do about a fault of the account that ended a run, by its code. */
const REPAIRS = {
  NOTENOUGH: 'top up the account',
  SENDAMOUNT_LIMIT: "wait for tomorrow, or have WeChat Pay raise the account's limit",
  DAY_OVER_LIMITED: "wait for tomorrow, or have WeChat Pay raise the account's limit",
  SIGN_ERROR: 'check the API key: ./red-pack certificate list',
  CA_ERROR: 'renew the certificate: ./red-pack certificate put',
} as const;

export type RepairableFault = keyof typeof REPAIRS;

/** The code in the cause of a run's end whose repair is known; null if it names none. */
export function faultIn(cause: string | null): RepairableFault | null {
  const codes = Object.keys(REPAIRS) as RepairableFault[];
  return codes.find((code) => cause?.includes(code)) ?? null;
}

export function repairOf(fault: RepairableFault): string {
  return REPAIRS[fault];
}
