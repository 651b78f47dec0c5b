import { deployed, type Resource, TEMPLATES, type TemplateName, templateFile } from './templates';
import { validate } from './validate';

const SEND = 'arn:aws:lambda:ap-southeast-1:000000000000:function:mine-sendRedPack';
/** The parameters without a default. */
const GIVEN = { OfficialAccountId: 'wx1', Openid: 'o1', AmountYuan: 1 };
const QUEUE = { 'Fn::GetAtt': ['Undelivered', 'Arn'] };

interface Statement {
  readonly Action: unknown;
  readonly Resource?: unknown;
  readonly Principal?: unknown;
  readonly Condition?: unknown;
}

type Policy = { readonly Statement: readonly Statement[] };

function ofType<T>(name: TemplateName, type: string): T[] {
  const resources: Resource[] = Object.values(deployed(name, { ...GIVEN, RedPackPrefix: 'mine-' }));
  return resources.filter(({ Type }) => Type === type).map(({ Properties }) => Properties as T);
}

/** Who may use the role of a template, and what the role may do. */
function roleOf(name: TemplateName): { readonly trust: readonly Statement[]; readonly may: unknown } {
  const roles = ofType<{
    AssumeRolePolicyDocument: Policy;
    Policies: readonly { PolicyDocument: Policy }[];
    ManagedPolicyArns?: unknown;
  }>(name, 'AWS::IAM::Role');
  const [role] = roles;
  if (role === undefined || roles.length > 1 || role.ManagedPolicyArns !== undefined)
    throw new Error(`${name} has ${roles.length} roles, or a managed policy`);
  const may = role.Policies.flatMap(({ PolicyDocument }) => PolicyDocument.Statement);
  return { trust: role.AssumeRolePolicyDocument.Statement, may };
}

describe.each(TEMPLATES)('the template %s', (name) => {
  it('has no error in the eyes of AWS’s own validator', () => {
    expect(validate(templateFile(name))).toEqual({ status: 'OK', grave: [] });
  });

  it('finds red-pack’s function by a prefix, whose default is that of a default deploy', () => {
    expect(JSON.stringify(deployed(name, { ...GIVEN, RedPackPrefix: 'mine-' }))).toContain(SEND);
    expect(JSON.stringify(deployed(name, GIVEN))).toContain(SEND.replace('mine-', 'red-pack-dev-'));
  });
});

const allow = (Action: string, Resource: unknown) => ({ Effect: 'Allow', Action, Resource });
const ofThisAccount = { StringEquals: { 'aws:SourceAccount': '000000000000' } };

describe('the least policy', () => {
  it('lets the schedule invoke sendRedPack and keep what was not delivered', () => {
    const { trust, may } = roleOf('schedule');
    expect(may).toEqual([allow('lambda:InvokeFunction', SEND), allow('sqs:SendMessage', QUEUE)]);
    const Principal = { Service: 'scheduler.amazonaws.com' };
    expect(trust).toMatchObject([{ Action: 'sts:AssumeRole', Principal, Condition: ofThisAccount }]);
  });

  it('lets the state machine invoke sendRedPack', () => {
    const { trust, may } = roleOf('step-functions');
    expect(may).toEqual([allow('lambda:InvokeFunction', SEND)]);
    const Principal = { Service: 'states.amazonaws.com' };
    expect(trust).toMatchObject([{ Action: 'sts:AssumeRole', Principal, Condition: ofThisAccount }]);
  });

  it.each(['event', 'rule'] as const)('lets the rule of %s, and no other, invoke sendRedPack', (name) => {
    expect(ofType(name, 'AWS::IAM::Role')).toEqual([]);
    const SourceArn = { 'Fn::GetAtt': ['Rule', 'Arn'] };
    const Principal = 'events.amazonaws.com';
    expect(ofType(name, 'AWS::Lambda::Permission')).toEqual([
      { Action: 'lambda:InvokeFunction', FunctionName: SEND, Principal, SourceArn },
    ]);
    const [queue] = ofType<{ PolicyDocument: Policy }>(name, 'AWS::SQS::QueuePolicy');
    expect(queue?.PolicyDocument.Statement).toEqual([
      {
        ...allow('sqs:SendMessage', QUEUE),
        Principal: { Service: Principal },
        Condition: { ArnEquals: { 'aws:SourceArn': SourceArn } },
      },
    ]);
  });
});

describe('what cannot be delivered', () => {
  it.each(['schedule', 'event', 'rule'] as const)('of %s goes to a queue', (name) => {
    const [schedule] = ofType<{ Target: unknown }>(name, 'AWS::Scheduler::Schedule');
    const [rule] = ofType<{ Targets: unknown[] }>(name, 'AWS::Events::Rule');
    const targets = schedule === undefined ? rule?.Targets : [schedule.Target];
    expect(targets).toMatchObject([{ Arn: SEND, DeadLetterConfig: { Arn: QUEUE } }]);
  });
});
