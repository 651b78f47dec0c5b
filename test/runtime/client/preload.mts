import { registerHooks } from 'node:module';

/**
 * aws-lambda-ric compiles its HTTP client from C++ (and curl) when it is installed, which needs a toolchain. It gets
 * ours of the same interface instead; everything else of it runs as published.
 */
const CLIENT = new URL('./rapid-client.mts', import.meta.url).href;

registerHooks({
  resolve: (specifier, context, nextResolve) =>
    specifier === './rapid-client.node'
      ? { url: CLIENT, shortCircuit: true }
      : nextResolve(specifier, context),
});
