import { Agent } from 'node:https';
import type { Socket } from 'node:net';
import { createSecureContext } from 'node:tls';
import type { Merchant } from '../../api/merchant';

/**
 * A socket that has been idle for longer is not written to. Lambda freezes a process between invocations, so timers
 * stand still while WeChat's front closes the connection (nginx: commonly 60 s, often less). A request written into
 * such a socket ends in a reset, which leaves the outcome open. A new handshake costs 10 ms; an open outcome costs
 * minutes.
 */
const MAX_IDLE_MS = 4_000;

/** More sockets would exceed WeChat's 30 sends a second, even if each send took a second. */
const MAX_SOCKETS = 30;

/** Keep-alive by wall clock: sockets that were idle too long, frozen or not, are dropped before reuse. */
class MerchantAgent extends Agent {
  private readonly idleSince = new WeakMap<object, number>();

  override keepSocketAlive(socket: Socket): boolean {
    this.idleSince.set(socket, Date.now());
    // The type declaration says void, but Node's agent keeps the socket only if this returns true.
    return super.keepSocketAlive(socket as never) as unknown as boolean;
  }

  dropStale(now: number): void {
    // Stryker disable next-line ArrayDeclaration: Never reached: Node deletes a name from freeSockets with its last socket; only its types allow the gap.
    for (const socket of Object.values(this.freeSockets).flatMap((sockets) => sockets ?? [])) {
      if (now - (this.idleSince.get(socket) ?? 0) > MAX_IDLE_MS) socket.destroy();
    }
  }
}

const agents = new WeakMap<Merchant, MerchantAgent>();

/**
 * The pooled mutual-TLS agent of a merchant certificate, without stale sockets. Node's trust store verifies server
 * certificates.
 * @param ca PEM of the only authority to trust, for a sandbox that is reached by a process not started for it; every call
 *   for a merchant gives the same one
 */
export function agentFor(merchant: Merchant, ca?: string): Agent {
  let agent = agents.get(merchant);
  if (agent === undefined) {
    const secureContext = createSecureContext({ cert: merchant.certificate, key: merchant.privateKey, ca });
    agent = new MerchantAgent({ keepAlive: true, maxSockets: MAX_SOCKETS, timeout: 15_000, secureContext });
    agents.set(merchant, agent);
  }
  agent.dropStale(Date.now());
  return agent;
}
