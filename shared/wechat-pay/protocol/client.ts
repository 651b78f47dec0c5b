import type { Agent } from 'node:https';
import type { Merchant } from '../../api/merchant';
import type { WeChatRequest } from '../requests';
import { agentFor } from './agents';
import { post, type Reply } from './transport';

/** Calls WeChat Pay over mutual TLS, at the configured hosts. */
export class WeChatPayClient {
  readonly hostCount: number;

  /**
   * @param hosts `host[:port]`, the main host first
   * @param ca PEM of the only authority to trust; by default those that Node trusts
   */
  constructor(
    private readonly hosts: readonly string[],
    private readonly ca?: string,
  ) {
    this.hostCount = hosts.length;
  }

  /** Never throws. @param host index of the host; 0 is the main one */
  post({ path, body }: WeChatRequest, merchant: Merchant, host: number, timeoutMs: number): Promise<Reply> {
    let agent: Agent;
    try {
      agent = agentFor(merchant, this.ca);
    } catch (error) {
      // OpenSSL rejects some matching pairs because of a weak key or digest: nothing was sent. It throws Errors.
      return Promise.resolve({ kind: 'unsent', cause: error as Error });
    }
    // Stryker disable next-line StringLiteral: Never reached: callers use only hosts below hostCount; only the type of an index access allows the gap.
    return post({ agent, host: this.hosts[host] ?? '', path, body, timeoutMs });
  }
}
