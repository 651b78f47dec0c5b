import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { listen, type TestServer } from '../server';
import { S3StandIn } from './s3';
import { AwsError, StepFunctionsStandIn } from './step-functions';

type Json = Record<string, unknown>;

/** A schedule as it was created. */
export interface StoredSchedule extends Json {
  readonly ScheduleExpression: string;
  readonly Target: { readonly Arn: string; readonly Input: string };
}

const ACCOUNT = '000000000000';
const SERVICES = ['S3', 'SFN', 'SCHEDULER', 'CLOUDFORMATION', 'STS'] as const;

/**
 * The services of AWS that campaigns use, as one server on this machine; who calls is told by the access key. For tests
 * of commands with `--stack`: set `env` first.
 */
export class AwsStandIn {
  readonly s3 = new S3StandIn();
  readonly stepFunctions = new StepFunctionsStandIn();
  /** By name. */
  readonly schedules = new Map<string, StoredSchedule>();
  /**
   * Services, by the names of their signatures, that deny every call: `s3`, `states`, `scheduler`, `cloudformation`; or one
   * kind of call: `states StartExecution`, `scheduler DELETE`.
   */
  readonly denied = new Set<string>();
  /** Calls of all services. */
  calls = 0;
  /** Outputs of the one stack; null if it is not deployed. */
  outputs: Record<string, string> | null = null;
  private sessions = 0;
  private server: TestServer | undefined;

  static async start(): Promise<AwsStandIn> {
    const standIn = new AwsStandIn();
    standIn.server = await listen(
      createServer((request, response) => void standIn.answer(request, response)),
    );
    return standIn;
  }

  get env(): Record<string, string> {
    const url = `http://${this.server?.host}`;
    return {
      ...Object.fromEntries(SERVICES.map((name) => [`AWS_ENDPOINT_URL_${name}`, url])),
      AWS_REGION: 'ap-southeast-1',
      AWS_SECRET_ACCESS_KEY: 'secret',
    };
  }

  async close(): Promise<void> {
    await this.server?.end();
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await buffer(request);
    const [, accessKey = '', service = ''] =
      /Credential=([^/]+)\/\d+\/[\w-]+\/(\w+)\//.exec(request.headers.authorization ?? '') ?? [];
    this.calls += 1;
    try {
      const call = service === 'states' ? operationOf(request) : request.method;
      if (this.denied.has(service) || this.denied.has(`${service} ${call}`))
        throw new AwsError('AccessDeniedException', 403);
      if (service === 's3') this.s3.handle(request, response, body, accessKey);
      else if (service === 'states') json(response, this.callStates(request, body));
      else if (service === 'scheduler') json(response, this.schedule(request, body));
      else this.query(response, new URLSearchParams(body.toString()), accessKey);
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      response.statusCode = error.status;
      if (service === 's3' || service === 'cloudformation') return void response.end(denial(service));
      response.setHeader('x-amzn-errortype', error.type);
      json(response, { __type: error.type, message: error.type });
    }
  }

  private callStates(request: IncomingMessage, body: Buffer): object {
    return this.stepFunctions.call(operationOf(request), JSON.parse(body.toString()));
  }

  private schedule(request: IncomingMessage, body: Buffer): object {
    const name = new URL(request.url ?? '', 'http://scheduler').pathname.replace(/^.*\//, '');
    const found = this.schedules.get(name);
    if (request.method === 'POST') {
      if (found !== undefined) throw new AwsError('ConflictException', 409);
      this.schedules.set(name, JSON.parse(body.toString()));
      return { ScheduleArn: `arn:aws:scheduler:ap-southeast-1:${ACCOUNT}:schedule/g/${name}` };
    }
    if (found === undefined) throw new AwsError('ResourceNotFoundException', 404);
    if (request.method === 'DELETE') this.schedules.delete(name);
    return request.method === 'DELETE' ? {} : found;
  }

  /** Of a user; of a profile that assumes a role, whose session has another name with each command. */
  private arnOf(accessKey: string): string {
    const [, role] = /^role-(.+)$/.exec(accessKey) ?? [];
    if (role === undefined) return `arn:aws:iam::${ACCOUNT}:user/${accessKey}`;
    this.sessions += 1;
    return `arn:aws:sts::${ACCOUNT}:assumed-role/${role}/aws-sdk-js-${1_800_000_000_000 + this.sessions}`;
  }

  /** CloudFormation and STS, in XML. */
  private query(response: ServerResponse, params: URLSearchParams, accessKey: string): void {
    if (params.get('Action') === 'GetCallerIdentity')
      return void response.end(
        `<GetCallerIdentityResponse><GetCallerIdentityResult><Arn>${this.arnOf(accessKey)}</Arn></GetCallerIdentityResult></GetCallerIdentityResponse>`,
      );
    if (this.outputs === null) {
      response.statusCode = 400;
      const message = `Stack with id ${params.get('StackName')} does not exist`;
      return void response.end(
        `<ErrorResponse><Error><Type>Sender</Type><Code>ValidationError</Code><Message>${message}</Message></Error></ErrorResponse>`,
      );
    }
    const members = Object.entries(this.outputs).map(
      ([key, value]) => `<member><OutputKey>${key}</OutputKey><OutputValue>${value}</OutputValue></member>`,
    );
    response.end(
      `<DescribeStacksResponse><DescribeStacksResult><Stacks><member><StackName>x</StackName><CreationTime>2026-01-01T00:00:00Z</CreationTime><StackStatus>CREATE_COMPLETE</StackStatus><Outputs>${members.join('')}</Outputs></member></Stacks></DescribeStacksResult></DescribeStacksResponse>`,
    );
  }
}

/** Of Step Functions. */
function operationOf({ headers }: IncomingMessage): string {
  return String(headers['x-amz-target']).replace(/^.*\./, '');
}

/** A denial of the services that answer in XML. */
function denial(service: 's3' | 'cloudformation'): string {
  const said = '<Code>AccessDenied</Code><Message>User is not authorized</Message>';
  return service === 's3'
    ? `<Error>${said}</Error>`
    : `<ErrorResponse><Error>${said}</Error></ErrorResponse>`;
}

function json(response: ServerResponse, value: object): void {
  response.setHeader('content-type', 'application/json');
  response.end(JSON.stringify(value));
}
