import {
  CreateSecretCommand,
  DeleteSecretCommand,
  PutSecretValueCommand,
  ResourceExistsException,
  SecretsManagerClient,
  type SecretsManagerClientConfig,
} from '@aws-sdk/client-secrets-manager';
import type { DemoAccount } from '../../scripts/local/account/demo-account';

/** The secrets of the accounts, as an operator keeps them. */
export class Secrets {
  private readonly client: SecretsManagerClient;
  private appids = 0;

  constructor(
    config: SecretsManagerClientConfig,
    private readonly account: DemoAccount,
    private readonly prefix: string,
  ) {
    this.client = new SecretsManagerClient(config);
  }

  /** The content of a secret that pays. */
  content(): Record<string, unknown> {
    const { mchId, apiKey, merchant } = this.account;
    return {
      mch_id: mchId,
      api_key: apiKey,
      certificate: merchant.certificate,
      private_key: merchant.privateKey,
    };
  }

  /** Functions remember a secret for minutes: a test that is about one takes an appid of its own. */
  newAppid(): string {
    this.appids += 1;
    return `wxContract${this.appids}`;
  }

  async put(account: string, content: object | string): Promise<void> {
    const SecretString = typeof content === 'string' ? content : JSON.stringify(content);
    const name = this.prefix + account;
    try {
      await this.client.send(new CreateSecretCommand({ Name: name, SecretString }));
    } catch (error) {
      if (!(error instanceof ResourceExistsException)) throw error;
      await this.client.send(new PutSecretValueCommand({ SecretId: name, SecretString }));
    }
  }

  async delete(account: string): Promise<void> {
    await this.client.send(
      new DeleteSecretCommand({ SecretId: this.prefix + account, ForceDeleteWithoutRecovery: true }),
    );
  }

  destroy(): void {
    this.client.destroy();
  }
}
