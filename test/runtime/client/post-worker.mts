/** Posts for a thread that waits, and wakes it when the server has answered or cannot. */
import { request } from 'node:http';
import { parentPort } from 'node:worker_threads';

export interface Post {
  readonly url: string;
  readonly body: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Becomes 1 when it is over. */
  readonly answered: Int32Array;
}

parentPort?.on('message', ({ url, body, headers, answered }: Post) => {
  const wake = (): void => {
    Atomics.store(answered, 0, 1);
    Atomics.notify(answered, 0);
  };
  try {
    const post = request(url, { method: 'POST', headers, agent: false }, (response) => response.resume());
    // Comes last, after a response as after an error.
    post.on('error', () => undefined).on('close', wake);
    // As bytes: Node would write headers and a text body in one encoding, the body's.
    post.end(Buffer.from(body));
  } catch (error) {
    // The other thread cannot see this one end while it waits.
    wake();
    throw error;
  }
});
