/** What is used here of a request of the SDK. */
interface Request {
  readonly headers: Readonly<Record<string, string>>;
  clone(): Request;
}

interface Handler {
  handle(request: Request, options?: object): Promise<unknown>;
}

/**
 * Lets a server on this machine answer for AWS: the client makes, signs and judges its requests as AWS's, by the
 * hostname it has from its region; only the connection goes to `url`.
 * @returns the same client
 */
export function answeredBy<Client extends { readonly config: { readonly requestHandler: Handler } }>(
  url: string,
  client: Client,
): Client {
  const { protocol, hostname, port } = new URL(url);
  const handler = client.config.requestHandler;
  const handle = handler.handle.bind(handler);
  handler.handle = (request, options) => {
    // The servers of the local stack answer under no name but their own.
    const headers = { ...request.headers, host: `${hostname}:${port}` };
    return handle(
      Object.assign(request.clone(), { protocol, hostname, port: Number(port), headers }),
      options,
    );
  };
  return client;
}
